"""JSON Schema (drafts 2019-09 and 2020-12) as a contract of records.

`type`, `required` and `additionalProperties` keep their meaning: absent and null are different
things. What JSON Schema cannot say has three extensions: `x-unique` (true, or "table"),
`x-primary-key` (true, or its position) and `x-pii`. A keyword that constrains and is not understood
is a problem, because a record would pass that the schema refuses.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from mesh_assets.contract.formats.json_schema_types import column_type, names_of_types
from mesh_assets.contract.formats.json_schema_values import value_rules
from mesh_assets.contract.formats.json_schema_words import (
    ANNOTATIONS,
    EXTENSIONS,
    OBJECT_WORDS,
    UNDERSTOOD,
)
from mesh_assets.contract.formats.former_reading import ContractReading
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import RuleKind, Scope
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path

_TITLE = re.compile(r"(?P<name>.+?)\.v(?P<version>\d+(?:\.\d+)*)")


def read_json_schema(document: Document) -> Contract:
    """Read a schema of one kind of record; raises DocumentError with all problems."""
    reader = _Reader(ContractReading(document))
    schema = document.data
    identifier = str(schema.get("title") or schema.get("$id") or document.file.stem)
    titled = _TITLE.fullmatch(identifier)
    if names_of_types(schema) not in ([], ["object"]):
        reader.reading.problem(("type",), "a record is an object: write `type: object`")
    columns = reader.columns(schema, (), None)
    return reader.reading.finish(
        Contract(
            identifier=identifier,
            name=(titled["name"] if titled else identifier).replace("-", "_"),
            version=titled["version"] if titled else "",
            columns=columns,
            rules=(),
            open=schema.get("additionalProperties", True) is not False,
            description=str(schema.get("description", "")),
        )
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    reading: ContractReading

    def columns(
        self, schema: Mapping[str, Any], at: Path, inside: str | None
    ) -> tuple[Column, ...]:
        """Read the properties of an object, and the rules about the object itself."""
        self._check_words(schema, at)
        properties = self._properties(schema, at)
        required = self._required(schema, at, properties)
        columns = []
        for name, each in properties.items():
            path = name if inside is None else f"{inside}.{name}"
            place = (*at, "properties", name)
            if name in required:
                self.reading.add(
                    (*at, "required"),
                    f"{path}.required",
                    RuleKind.REQUIRED,
                    path,
                    {"not_null": False},
                )
            column = self._column(name, each, place, path)
            columns.append(replace(column, required=name in required and column.required))
        self._additional(schema, at, inside, tuple(properties))
        return tuple(columns)

    def _column(self, name: str, schema: object, at: Path, path: str) -> Column:
        """Read one property; `required` tells whether its type excludes null."""
        if schema is True or schema == {}:
            return Column(name, LogicalType.JSON)
        if not isinstance(schema, dict):
            self.reading.problem(at, "a property is described by an object, such as {type: string}")
            return Column(name, LogicalType.JSON)
        found = column_type(self.reading, schema, at)
        parameters: dict[str, Any] = {"type": found.type.value, "nullable": found.nullable}
        if found.json is not None:
            parameters["json"] = found.json
        self.reading.add((*at, "type"), f"{path}.type", RuleKind.TYPE, path, parameters)
        if found.type is LogicalType.OBJECT:
            fields, items = self.columns(schema, at, path), None
        else:
            self._check_words(schema, at)
            fields, items = (), self._items(found.type, schema, at, path)
        value_rules(self.reading, schema, at, path, found.type)
        return self._extended(
            Column(
                name,
                found.type,
                required=not found.nullable,
                fields=fields,
                items=items,
                description=str(schema.get("description") or schema.get("title") or ""),
            ),
            schema,
            at,
            path,
        )

    def _items(
        self, kind: LogicalType, schema: Mapping[str, Any], at: Path, path: str
    ) -> Column | None:
        if kind is not LogicalType.ARRAY:
            return None
        return self._column("element", schema["items"], (*at, "items"), f"{path}[]")

    def _extended(self, column: Column, schema: Mapping[str, Any], at: Path, path: str) -> Column:
        key = schema.get("x-primary-key")
        unique = schema.get("x-unique")
        nested = "." in path or "[]" in path
        if (unique or key) and nested:
            self.reading.problem(at, "only a column at the top can be unique or a key")
        elif unique or key:
            scope = Scope.TABLE if unique == "table" or key else Scope.PARTITION
            self.reading.add(
                (*at, "x-unique" if unique else "x-primary-key"),
                f"{path}.unique",
                RuleKind.UNIQUE,
                path,
                {"columns": [path]},
                scope=scope,
            )
        return replace(
            column,
            classification="pii" if schema.get("x-pii") is True else "",
            primary_key=int(key) if key else None,
        )

    def _properties(self, schema: Mapping[str, Any], at: Path) -> dict[str, object]:
        properties = schema.get("properties", {})
        if isinstance(properties, dict):
            return properties
        self.reading.problem((*at, "properties"), "properties are an object, one entry for each")
        return {}

    def _required(
        self, schema: Mapping[str, Any], at: Path, properties: Mapping[str, object]
    ) -> set[str]:
        required = schema.get("required", [])
        if not isinstance(required, list):
            self.reading.problem((*at, "required"), "required is a list of property names")
            return set()
        for index, name in enumerate(required):
            if name not in properties:
                message = f"`{name}` is required and no property describes it"
                self.reading.unknown((*at, "required", index), str(name), properties, message)
        return {name for name in required if isinstance(name, str)}

    def _additional(
        self, schema: Mapping[str, Any], at: Path, inside: str | None, allowed: tuple[str, ...]
    ) -> None:
        additional = schema.get("additionalProperties", True)
        place = (*at, "additionalProperties")
        if additional is False:
            name = "additional_properties" if inside is None else f"{inside}.additional_properties"
            self.reading.add(
                place, name, RuleKind.ADDITIONAL_PROPERTIES, inside, {"allowed": list(allowed)}
            )
        elif additional is not True and additional != {}:
            message = "a schema for unnamed properties is not judged: write true or false"
            self.reading.problem(place, message)

    def _check_words(self, schema: Mapping[str, Any], at: Path) -> None:
        for word in schema:
            if word in ANNOTATIONS or word in OBJECT_WORDS or word in UNDERSTOOD:
                continue
            if word.startswith("x-") and word not in EXTENSIONS:
                if not _is_nearly(word):
                    continue
            elif word in EXTENSIONS:
                continue
            message = f"`{word}` is not understood, and what is not judged would pass"
            self.reading.unknown(
                (*at, word), word, {*UNDERSTOOD, *OBJECT_WORDS, *EXTENSIONS}, message
            )


def _is_nearly(word: str) -> bool:
    """Whether an extension that is not ours was probably meant to be one of ours."""
    from mesh_assets.documents.suggestion import suggest  # noqa: PLC0415

    return suggest(word, list(EXTENSIONS)) is not None
