"""Logical types, which Apache's checker does not look at.

The bytes of 12.50 with two digits behind the point are those of 1.250 with three: a reader of
another scale reads every amount wrong, without an error.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mesh_assets.contract.compatibility.native.obstacle import Obstacle

if TYPE_CHECKING:
    from avro.schema import Schema


def logical_obstacles(writer: "Schema", reader: "Schema") -> Iterator[Obstacle]:
    """Compare what two schemas of readable types mean.

    A reader without a logical type reads the plain value, as the specification has it. One with
    a logical type needs the writer's to be the same.
    """
    written, read = _logical_type(writer), _logical_type(reader)
    if read is None:
        return
    if written != read:
        message = f"{written or f'a plain {writer.type}'} is written and {read} is read"
        yield Obstacle("LOGICAL_TYPE_MISMATCH", "/logicalType", message)
    elif read == "decimal":
        yield from _decimal_obstacles(writer.props, reader.props)


def _decimal_obstacles(written: Any, read: Any) -> Iterator[Obstacle]:  # noqa: ANN401
    scale, places = written.get("scale", 0), read.get("scale", 0)
    if scale != places:
        message = f"{scale} digits behind the point are written and {places} are read"
        yield Obstacle("DECIMAL_SCALE_MISMATCH", "/scale", message)
    elif written["precision"] > read["precision"]:
        message = f"{written['precision']} digits are written and {read['precision']} are read"
        yield Obstacle("DECIMAL_PRECISION_MISMATCH", "/precision", message)


def _logical_type(schema: "Schema") -> str | None:
    """The logical type; a decimal without digits is none, as the specification has it."""
    name = schema.props.get("logicalType")
    if not isinstance(name, str):
        return None
    return None if name == "decimal" and "precision" not in schema.props else name
