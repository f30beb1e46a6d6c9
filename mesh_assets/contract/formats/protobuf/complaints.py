"""What protoc complains of, as located problems."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from mesh_assets.contract.formats.protobuf.places import characters_before
from mesh_assets.documents.excerpt import Position
from mesh_assets.documents.problem import Problem, located, unreadable
from mesh_assets.documents.reading import read_text
from mesh_assets.documents.suggestion import suggest

SCALARS = (
    *("double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64"),
    *("fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes"),
)
"""The types that are no messages and no enums, by the language guide of Protobuf."""

_KNOWN_TYPES = (
    *(f"google.protobuf.{name}" for name in ("Timestamp", "Duration", "Struct", "Value", "Any")),
    *(f"google.protobuf.{name}Value" for name in ("String", "Bool", "Double", "Float", "Bytes")),
    *(f"google.protobuf.{name}Value" for name in ("Int32", "Int64", "UInt32", "UInt64")),
    *("google.type.Date", "google.type.Decimal", "google.type.Money"),
)
_STATEMENTS = ("syntax", "package", "import", "option", "message", "enum", "service", "extend")

_COMPLAINT = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<message>.*)")
_DECLARED = re.compile(r"\b(?:message|enum)\s+(\w+)")
_UNDEFINED = re.compile(r'"(?P<name>[\w.]+)" (?:is not defined|seems to be defined)')
_NO_STATEMENT = "Expected top-level statement"
_WORD = re.compile(r"\w+")


def problems_in(said: str, file: Path, shown: Callable[[Path], Path]) -> list[Problem]:
    """Read what protoc said of a file and its imports; `shown` tells how people know a file.

    There is always one problem at least: without descriptors, something is wrong.
    """
    found = [one for line in said.splitlines() for one in _problem(line, shown)]
    if not found:
        told = said.strip().partition("\n")[0] or "it gives no reason"
        return [unreadable(shown(file), f"protoc does not understand this file: {told}")]
    return found


def _problem(line: str, shown: Callable[[Path], Path]) -> Iterator[Problem]:
    complaint = _COMPLAINT.fullmatch(line)
    # An import that is not there is told again, at the line that imports it.
    if complaint is None or complaint["message"].startswith("warning: "):
        return
    file = Path(complaint["file"])
    text = read_text(file)
    written = text.split("\n")[int(complaint["line"]) - 1]
    column = characters_before(written, int(complaint["column"]) - 1)
    word = _WORD.match(written, column)
    position = Position(int(complaint["line"]), column + 1, len(word[0]) if word else 1)
    message = complaint["message"].removesuffix(".")
    meant = _meant(message, word[0] if word else "", text)
    yield located(shown(file), text, position, f"{message[:1].lower()}{message[1:]}", meant)


def _meant(message: str, word: str, text: str) -> str | None:
    undefined = _UNDEFINED.match(message)
    if undefined is not None:
        known = (*SCALARS, *_DECLARED.findall(text), *_KNOWN_TYPES)
        return suggest(undefined["name"], known)
    return suggest(word, _STATEMENTS) if message.startswith(_NO_STATEMENT) else None
