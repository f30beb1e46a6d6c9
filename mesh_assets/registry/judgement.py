"""Whether a schema may follow the versions of its subject."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.contract.compatibility.native import InvalidSchema, native_incompatibilities
from mesh_assets.registry.errors import invalid_schema
from mesh_assets.registry.records import OfferedSchema, RegisteredVersion
from mesh_assets.registry.references import native


def reasons_against(
    connection: sa.Connection,
    level: Mode,
    versions: Sequence[RegisteredVersion],
    offered: OfferedSchema,
) -> tuple[str, ...]:
    """Why a level forbids a new version, in words; nothing where it does not."""
    earlier = [native(connection, version.schema) for version in versions]
    try:
        found = native_incompatibilities(level, earlier, native(connection, offered))
    except (InvalidSchema, RecursionError) as error:
        raise invalid_schema(f"the schema cannot be compared: {error}") from None
    numbers = {place: version.version for place, version in enumerate(versions, start=1)}
    return tuple(
        _in_words(numbers.get(each.writer), numbers.get(each.reader), each.obstacle.words)
        for each in found
    )


def _in_words(writer: int | None, reader: int | None, words: str) -> str:
    return "".join(_direction(writer, reader)) + words


def _direction(writer: int | None, reader: int | None) -> Iterator[str]:
    """Who cannot read what; a side without a number is the new version."""
    if writer is not None:
        yield f"the new version does not read version {writer}: "
    if reader is not None:
        yield f"version {reader} does not read the new version: "
