"""Schemas from files: `.avsc`, `.proto`, and JSON that says it is a JSON Schema."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from mesh_assets.contract.compatibility.native.schema import NativeSchema, SchemaFormat
from mesh_assets.documents.reading import read_text

_IMPORT = re.compile(r"""^\s*import\s+(?:public\s+|weak\s+)?["']([^"']+)["']\s*;""", re.MULTILINE)
_WORDS_OF_JSON_SCHEMA = ("$schema", "properties", "$ref", "allOf", "anyOf", "oneOf")


def read_native_schema(file: Path) -> NativeSchema | None:
    """Read a schema in a format of its own; None where the file is something else.

    What a `.proto` file imports lies below its folder. Raises DocumentError where it cannot be
    read; whether it is a schema is judged where it is compared.
    """
    match file.suffix.lower():
        case ".avsc":
            return NativeSchema(SchemaFormat.AVRO, read_text(file))
        case ".proto":
            text = read_text(file)
            return NativeSchema(SchemaFormat.PROTOBUF, text, dict(_imports(file.parent, text)))
        case ".json":
            text = read_text(file)
            return NativeSchema(SchemaFormat.JSON, text) if _is_json_schema(text) else None
        case _:
            return None


def _imports(folder: Path, text: str) -> Iterator[tuple[str, str]]:
    """The imported texts that lie below a folder, each after those that it imports itself."""
    for name in _IMPORT.findall(text):
        file = folder / name
        if file.is_file() and file.resolve().is_relative_to(folder.resolve()):
            imported = read_text(file)
            yield from _imports(folder, imported)
            yield name, imported


def _is_json_schema(text: str) -> bool:
    try:
        data = json.loads(text)
    except json.JSONDecodeError:
        return False
    return isinstance(data, dict) and any(word in data for word in _WORDS_OF_JSON_SCHEMA)
