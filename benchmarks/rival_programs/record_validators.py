"""Other validators of records: from a file to the numbers of the lines that they refuse.

python -m benchmarks.rival_programs.record_validators jsonschema-rs SCHEMA.json RECORDS.ndjson
"""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.rival_programs.answering import answer

Schema = dict[str, Any]


def jsonschema_rs(schema: Schema, records: Path) -> list[int]:
    """Judge each record as Python parses it."""
    import jsonschema_rs  # noqa: PLC0415

    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    return [number for number, one in _parsed(records) if not validator.is_valid(one)]


def fastjsonschema(schema: Schema, records: Path) -> list[int]:
    """Judge each record by the Python code that is generated of the schema."""
    import fastjsonschema  # noqa: PLC0415

    validate = fastjsonschema.compile(schema)
    refused = []
    for number, one in _parsed(records):
        try:
            validate(one)
        except fastjsonschema.JsonSchemaValueException:
            refused.append(number)
    return refused


def pandera(schema: Schema, records: Path) -> list[int]:
    """Judge all records as one polars frame, which has no wrong types and no unknown columns."""
    import polars as pl  # noqa: PLC0415
    from pandera.errors import SchemaErrors  # noqa: PLC0415
    from pandera.polars import Column, DataFrameSchema  # noqa: PLC0415

    types = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64}
    named = schema["properties"]
    read = {name: types[_kinds(one)[0]] for name, one in named.items()}
    frame = pl.read_ndjson(records, schema=read)
    rules = DataFrameSchema(
        {
            name: Column(read[name], list(_checks(one)), nullable="null" in _kinds(one))
            for name, one in named.items()
        }
    )
    try:
        rules.validate(frame, lazy=True)
    except SchemaErrors as error:
        return sorted({index + 1 for index in error.failure_cases["index"]})
    return []


VALIDATORS: dict[str, Callable[[Schema, Path], list[int]]] = {
    "jsonschema-rs": jsonschema_rs,
    "fastjsonschema": fastjsonschema,
    "pandera": pandera,
}


def load_jsonschema_rs() -> None:
    """Import it."""
    import jsonschema_rs  # noqa: F401, PLC0415


def load_fastjsonschema() -> None:
    """Import it."""
    import fastjsonschema  # noqa: F401, PLC0415


def load_pandera() -> None:
    """Import it, and polars."""
    import pandera.polars  # noqa: F401, PLC0415


LOADERS = {
    "jsonschema-rs": load_jsonschema_rs,
    "fastjsonschema": load_fastjsonschema,
    "pandera": load_pandera,
}


def _parsed(records: Path) -> Iterator[tuple[int, object]]:
    with records.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            yield number, json.loads(line)


def _kinds(one: Schema) -> list[str]:
    return one["type"] if isinstance(one["type"], list) else [one["type"]]


def _checks(one: Schema) -> Iterator[Any]:
    from pandera.polars import Check  # noqa: PLC0415

    if "pattern" in one:
        yield Check.str_matches(one["pattern"])
    if one.get("format") == "date-time":
        yield Check.str_matches(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
    if "enum" in one:
        yield Check.isin([value for value in one["enum"] if value is not None])
    if "minLength" in one or "maxLength" in one:
        yield Check.str_length(one.get("minLength"), one.get("maxLength"))
    if "minimum" in one:
        yield Check.ge(one["minimum"])
    if "maximum" in one:
        yield Check.le(one["maximum"])


if __name__ == "__main__":
    name, schema_file, records_file = sys.argv[1:]
    content = json.loads(Path(schema_file).read_text(encoding="utf-8"))
    answer(LOADERS[name], VALIDATORS[name], content, Path(records_file))
