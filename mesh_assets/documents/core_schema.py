"""YAML 1.2's core schema on libyaml.

PyYAML reads YAML 1.1, where `NO` is false, `12:30` is 750, `1e3` is text and `2026-01-01` a date
object. Editors, JSON and YAML 1.2 agree on the core schema (https://yaml.org/spec/1.2.2/#103),
so a document means here what the editor shows: only null, true, false and numbers are not text.
"""

import re
from collections.abc import Callable
from functools import lru_cache

import yaml

_TAG = "tag:yaml.org,2002:"
STR, SEQ, MAP = f"{_TAG}str", f"{_TAG}seq", f"{_TAG}map"

Scalar = str | int | float | bool | None


class CoreLoader(yaml.CSafeLoader):
    """Composes nodes with libyaml; plain scalars get the tags of the core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: object) -> str:
        """Tell the tag of a node without one; keys and words are told once for all files."""
        if kind is not yaml.ScalarNode:
            return MAP if kind is yaml.MappingNode else SEQ
        is_plain = isinstance(implicit, tuple) and implicit[0]
        return _tag_of(value or "") if is_plain else STR


@lru_cache(maxsize=4096)
def _tag_of(plain: str) -> str:
    """The tag of a scalar without quotes."""
    known = CoreLoader.yaml_implicit_resolvers.get(plain[:1], ())
    return next((tag for tag, pattern in known if pattern.match(plain)), STR)


for _name, _pattern, _first in (
    ("null", r"^(?:~|null|Null|NULL|)\Z", ["~", "n", "N", ""]),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)\Z", list("tTfF")),
    ("int", r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z", list("-+0123456789")),
    (
        "float",
        (
            r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
        ),
        list("-+.0123456789"),
    ),
):
    CoreLoader.add_implicit_resolver(f"{_TAG}{_name}", re.compile(_pattern), _first)


def _integer(text: str) -> int:
    return int(text, base=0) if text[:2] in {"0o", "0x"} else int(text)


def _floating(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


SCALARS: dict[str, Callable[[str], Scalar]] = {
    STR: str,
    f"{_TAG}null": lambda _: None,
    f"{_TAG}bool": lambda text: text.lower() == "true",
    f"{_TAG}int": _integer,
    f"{_TAG}float": _floating,
}
"""How the text of a scalar becomes a value, by tag; any other tag is a mistake."""
