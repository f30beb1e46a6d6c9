"""Names for formats whose names are identifiers of a programming language."""

import re
from collections.abc import Iterable, Mapping

_NOT_IN_IDENTIFIERS = re.compile(r"[^A-Za-z0-9_]")
_WORD = re.compile(r"[A-Za-z0-9]+")


def identifier(name: str) -> str:
    """The nearest identifier of ASCII letters, digits and underscores."""
    written = _NOT_IN_IDENTIFIERS.sub("_", name)
    return written if written[:1].isalpha() or written[:1] == "_" else f"_{written}"


def identifiers(names: Iterable[str], reserved: Iterable[str] = ()) -> Mapping[str, str]:
    """An identifier for each name, all of them different whatever their case.

    A name that can stay as it is stays so; `reserved` ones cannot.
    """
    names = list(names)
    taken = {word.casefold() for word in reserved}
    given: dict[str, str] = {}
    # Names that are identifiers already choose first.
    for name in sorted(names, key=lambda one: identifier(one) != one):
        written = identifier(name)
        while written.casefold() in taken:
            written += "_"
        taken.add(written.casefold())
        given[name] = written
    return {name: given[name] for name in names}


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
