"""The field numbers of a contract's Protobuf messages, kept in a file beside the contract.

A number belongs to a column for ever: it is given once, stays when columns are added, moved or
renamed (where the contract gives the column an identifier), and is reserved when the column goes.
The file is written by the export and committed with the contract.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from mesh_assets.contract.model import Column
from mesh_assets.errors import MeshError

_RESERVED_BY_PROTOBUF = range(19000, 20000)


class BadFieldNumbers(MeshError):
    """The file of field numbers is not what the export wrote."""


@dataclass(slots=True)
class Message:
    """The numbers of the columns of one object."""

    fields: dict[str, "Field"] = field(default_factory=dict)
    retired: dict[str, int] = field(default_factory=dict)
    """Columns that are gone, the last number of each."""
    retired_before: list[int] = field(default_factory=list)
    """Numbers of gone columns whose name was taken up again."""
    ranges: list[tuple[int, int]] = field(default_factory=list)
    """The first and last of numbers that the contract's source in Protobuf had reserved."""
    names: list[str] = field(default_factory=list)
    """Names that the source had reserved."""

    @property
    def reserved(self) -> list[int]:
        """The numbers that no column can have again."""
        return sorted({*self.retired.values(), *self.retired_before})


@dataclass(slots=True)
class Field:
    """One column's number, and the numbers inside it."""

    number: int
    identifier: str = ""
    fields: "Message" = field(default_factory=Message)


def numbered(known: Message, columns: Sequence[Column]) -> Message:
    """Number the columns, each as it was before; new ones in the order of the contract."""
    names = {column.name for column in columns}
    by_identifier = {
        one.identifier: name
        for name, one in known.fields.items()
        if one.identifier and name not in names
    }
    former = {
        column.name: column.name
        if column.name in known.fields
        else by_identifier.get(column.identifier)
        for column in columns
    }
    retired = dict(known.retired)
    retired_before = list(known.retired_before)
    for name, one in known.fields.items():
        if name not in former.values():
            retired[name] = one.number
    taken = {one.number for one in known.fields.values()} | set(known.reserved)
    ranges = [_RESERVED_BY_PROTOBUF, *(range(low, high + 1) for low, high in known.ranges)]
    free = (n for n in count(1) if n not in taken and not any(n in each for each in ranges))
    fields: dict[str, Field] = {}
    for column in columns:
        before = known.fields.get(former[column.name] or "")
        if before is None and column.name in retired:
            retired_before.append(retired.pop(column.name))
        fields[column.name] = Field(
            next(free) if before is None else before.number,
            column.identifier,
            _inside(Message() if before is None else before.fields, column),
        )
    return Message(fields, retired, retired_before, known.ranges, known.names)


def with_source(known: Message, source: Message) -> Message:
    """Add the numbers that a contract's source gave to those that are known.

    Where both know a column, the known number stands: it was exported before.
    """
    taken = {one.number for one in known.fields.values()} | set(known.reserved)
    fields = {
        name: replace(one, fields=with_source(one.fields, source.fields[name].fields))
        if name in source.fields
        else one
        for name, one in known.fields.items()
    }
    added = {
        name: one
        for name, one in source.fields.items()
        if name not in known.fields and name not in known.retired and one.number not in taken
    }
    return replace(
        known,
        fields={**fields, **added},
        ranges=known.ranges or source.ranges,
        names=known.names or source.names,
    )


def _inside(known: Message, column: Column) -> Message:
    """Number what is inside a column; the items of an array of arrays have one field, `items`."""
    innermost = column
    while innermost.items is not None:
        innermost = innermost.items
    return numbered(known, innermost.fields) if innermost.fields or known.fields else known


def numbers_file(contract: Path) -> Path:
    """The file beside a contract that keeps the numbers of its columns.

    `contract.odcs.yaml` and `contract.v1.odcs.yaml` are two contracts, with numbers of their own.
    """
    name = contract.name.removesuffix(contract.suffix).removesuffix(".odcs")
    return contract.with_name(f"{name}.field-numbers.json")


def read_numbers(file: Path) -> Message:
    """Read the numbers; none where there is no file yet. Raises BadFieldNumbers."""
    if not file.exists():
        return Message()
    try:
        message = TypeAdapter(Message).validate_json(file.read_bytes())
    except OSError as error:
        raise BadFieldNumbers(f"{file} cannot be read: {error.strerror or error}") from None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise BadFieldNumbers(
            f"{file} does not hold field numbers: {first['msg']}; restore it from version control, "
            "as new numbers would not be those of messages that were already sent"
        ) from None
    for path, numbers in _numbers(message, file.name):
        if len(set(numbers)) != len(numbers):
            raise BadFieldNumbers(f"{file}: two fields of {path} have the same number")
    return message


def numbers_text(message: Message) -> str:
    """What the file of these numbers holds."""
    return json.dumps(_data(message), indent=2, ensure_ascii=False) + "\n"


def _numbers(message: Message, path: str) -> Iterator[tuple[str, list[int]]]:
    yield path, [*(one.number for one in message.fields.values()), *message.reserved]
    for name, one in message.fields.items():
        yield from _numbers(one.fields, f"{path}.{name}")


def _data(message: Message) -> dict[str, Any]:
    """The numbers as JSON, without what is empty."""
    fields = {
        name: {
            "number": one.number,
            **({"identifier": one.identifier} if one.identifier else {}),
            **({"fields": inside} if (inside := _data(one.fields)) else {}),
        }
        for name, one in message.fields.items()
    }
    data = {
        "fields": fields,
        "retired": message.retired,
        "retired_before": message.retired_before,
        "ranges": message.ranges,
        "names": message.names,
    }
    return {key: value for key, value in data.items() if value}
