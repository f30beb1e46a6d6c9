"""From a file to its text, and from JSON text to data."""

import json
from pathlib import Path
from typing import NoReturn

from mesh_assets.documents.excerpt import Position, position_at
from mesh_assets.documents.problem import DocumentError, Problem, located, unreadable

_JSON_SUFFIXES = frozenset({".json", ".avsc"})


def read_text(file: Path) -> str:
    """Read a UTF-8 file; raises DocumentError."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise DocumentError([unreadable(file, "the file does not exist")]) from None
    except IsADirectoryError:
        raise DocumentError([unreadable(file, "is a folder, not a file")]) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise DocumentError([unreadable(file, f"cannot be read: {reason}")]) from None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{content[error.start]:02x} on line {line}"
        raise DocumentError([Problem(file, line, 1, "", message, "")]) from None


def is_json(file: Path) -> bool:
    """Tell whether the file's readers elsewhere will hold it against JSON's grammar."""
    return file.suffix.lower() in _JSON_SUFFIXES


def parse_json(file: Path, text: str) -> tuple[object, bool]:
    """Parse a JSON text, and tell whether it repeats a key; raises DocumentError.

    What RFC 8259 does not allow is refused.
    """
    if not text.strip():
        raise DocumentError([unreadable(file, "the file is empty")])
    repeats = False

    def mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
        nonlocal repeats
        data = dict(pairs)
        repeats = repeats or len(data) < len(pairs)
        return data

    def refuse(constant: str) -> NoReturn:
        position = position_at(text, text.index(constant))
        problem = located(file, text, position, f"`{constant}` is not JSON")
        raise DocumentError([problem])

    try:
        data = json.loads(text, parse_constant=refuse, object_pairs_hook=mapping)
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        position = Position(error.lineno, error.colno)
        raise DocumentError([located(file, text, position, message)]) from None
    return data, repeats
