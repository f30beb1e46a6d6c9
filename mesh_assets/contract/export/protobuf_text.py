"""The lines of a Protobuf file that say nothing of types."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from mesh_assets.contract.export.field_numbers import Message
from mesh_assets.contract.export.names import identifier
from mesh_assets.contract.export.protobuf_source import ProtobufSource
from mesh_assets.contract.formats.protobuf.words import KNOWN, import_of
from mesh_assets.contract.model import Contract

UNNAMED = "?"
"""Stands for a name that is not given yet."""
_LAST = 536_870_911
"""The greatest field number."""


def enum_lines(enum: Mapping[str, Any], indent: str) -> list[str]:
    """Write an enum, whose name is not given yet."""
    aliases = [f"{indent}  option allow_alias = true;"] if enum.get("allow_alias") else []
    values = [f"{indent}  {value} = {number};" for value, number in enum["values"].items()]
    return [f"{indent}enum {UNNAMED} {{", *aliases, *values, f"{indent}}}"]


def reserved_lines(numbers: Message, indent: str) -> list[str]:
    """Write the numbers and names that no field may have again."""
    lines = []
    taken = [*(str(number) for number in numbers.reserved), *map(_range, numbers.ranges)]
    if taken:
        lines.append(f"{indent}reserved {', '.join(taken)};")
    written = {identifier(name) for name in numbers.fields}
    known = [*map(identifier, numbers.retired), *numbers.names]
    names = [name for name in known if name not in written]
    if names:
        quoted = ", ".join(f'"{name}"' for name in dict.fromkeys(names))
        lines.append(f"{indent}reserved {quoted};")
    return lines


def _range(ends: tuple[int, int]) -> str:
    low, high = ends
    return str(low) if low == high else f"{low} to {'max' if high == _LAST else high}"


def written_options(name: str, column: str, kept: Mapping[str, Any]) -> str:
    """Keep the column's name in JSON, where Protobuf would write another one."""
    wanted = kept.get("jsonName", column)
    is_usual = _default_json_name(name) == wanted
    named = [] if is_usual else [f"json_name = {json.dumps(wanted)}"]
    default = [f"default = {kept['default']}"] if "default" in kept else []
    options = [*named, *default, *(["deprecated = true"] if kept.get("deprecated") else [])]
    return f" [{', '.join(options)}]" if options else ""


def folded_name(name: str) -> str:
    """What protoc compares: no two fields may have the same default name in JSON."""
    return _default_json_name(name).casefold()


def _default_json_name(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest)


def comment_lines(text: str, indent: str) -> list[str]:
    """Write a text for people."""
    return [f"{indent}// {line}".rstrip() for line in text.splitlines()]


def package_lines(contract: Contract, source: ProtobufSource) -> list[str]:
    """Write the package; a major version has one of its own."""
    if "package" in source.table:
        return [f"package {source.table['package']};", ""] if source.table["package"] else []
    major = contract.version.partition(".")[0]
    version = f".v{major}" if major.isdigit() else ""
    return [f"package {identifier(contract.name).lower()}{version};", ""]


def import_lines(lines: Iterable[str]) -> list[str]:
    """Import the messages of Google that are used."""
    used = {name for line in lines for name in KNOWN if re.search(rf"\b{name}\b", line)}
    files = sorted({import_of(name) for name in used})
    return [*(f'import "{file}";' for file in files), ""] if files else []
