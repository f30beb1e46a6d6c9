"""Names for formats whose names are identifiers of a programming language."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import count

_NOT_IN_IDENTIFIERS = re.compile(r"[^A-Za-z0-9_]")
_WORD = re.compile(r"[A-Za-z0-9]+")


def identifier(name: str) -> str:
    """The nearest identifier of ASCII letters, digits and underscores."""
    written = _NOT_IN_IDENTIFIERS.sub("_", name)
    return written if written[:1].isalpha() or written[:1] == "_" else f"_{written}"


def identifiers(
    names: Iterable[str],
    reserved: Iterable[str] = (),
    fold: Callable[[str], str] = str.casefold,
) -> Mapping[str, str]:
    """An identifier for each name; a name that can stay as it is stays so.

    All of them are different when folded, and none is reserved.
    """
    names = list(names)
    taken = {fold(word) for word in reserved}
    given: dict[str, str] = {}
    # Names that are identifiers already choose first.
    for name in sorted(names, key=lambda one: identifier(one) != one):
        written = next(one for one in _candidates(identifier(name)) if fold(one) not in taken)
        taken.add(fold(written))
        given[name] = written
    return {name: given[name] for name in names}


def _candidates(name: str) -> Iterator[str]:
    yield name
    yield f"{name}_"
    yield from (f"{name}_{number}" for number in count(2))


def type_name(*parts: str) -> str:
    """A name for a type, such as `ShippingAddress`."""
    words = [word for part in parts for word in _WORD.findall(identifier(part))]
    written = "".join(word[:1].upper() + word[1:] for word in words)
    return written if written[:1].isalpha() else f"T{written}"


class TypeNames:
    """Names of types, each given once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, *parts: str) -> str:
        """Give a name that no other type has."""
        wanted = name = type_name(*parts)
        count = 2
        while name.casefold() in self._taken:
            name, count = f"{wanted}{count}", count + 1
        self._taken.add(name.casefold())
        return name
