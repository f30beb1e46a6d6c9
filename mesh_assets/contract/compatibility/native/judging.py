"""Which modes of compatibility hold between schemas in a format of its own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.contract.compatibility.native.obstacle import Obstacle
from mesh_assets.contract.compatibility.native.schema import NativeSchema, SchemaFormat

_Rules = Callable[[NativeSchema, NativeSchema], tuple[Obstacle, ...]]


@dataclass(frozen=True, slots=True)
class NativeIncompatibility:
    """Why a reader with one version cannot read what was written with another."""

    writer: int
    """The place of the writer's version among the earlier ones, from 1; 0 for the new version."""
    reader: int
    obstacle: Obstacle


def native_obstacles(writer: NativeSchema, reader: NativeSchema) -> tuple[Obstacle, ...]:
    """List what a reader cannot read of what was written, by the rules of their format.

    Raises InvalidSchema for a text that is no schema of its format.
    """
    if writer.format is not reader.format:
        message = f"{writer.format} is written and {reader.format} is read"
        return (Obstacle("FORMAT_CHANGED", "", message),)
    return _rules_of(reader.format)(writer, reader)


def native_incompatibilities(
    mode: Mode, earlier: Sequence[NativeSchema], new: NativeSchema
) -> list[NativeIncompatibility]:
    """List what a mode forbids of a new version; `earlier` has the oldest version first."""
    first = 0 if mode.is_transitive else max(len(earlier) - 1, 0)
    numbered = enumerate(earlier[first:], start=first + 1)
    return [found for number, old in numbered for found in _found(mode, number, old, new)]


def _found(
    mode: Mode, number: int, old: NativeSchema, new: NativeSchema
) -> Iterator[NativeIncompatibility]:
    if mode.reads_old:
        for obstacle in native_obstacles(old, new):
            yield NativeIncompatibility(number, 0, obstacle)
    if mode.is_read_by_old:
        for obstacle in native_obstacles(new, old):
            yield NativeIncompatibility(0, number, obstacle)


def kept_native_modes(old: NativeSchema, new: NativeSchema) -> tuple[Mode, ...]:
    """The modes that two versions keep with each other, the transitive ones left out."""
    reads_old = not native_obstacles(old, new)
    is_read_by_old = not native_obstacles(new, old)
    return tuple(
        mode
        for mode in (Mode.BACKWARD, Mode.FORWARD, Mode.FULL)
        if reads_old >= mode.reads_old and is_read_by_old >= mode.is_read_by_old
    )


def _rules_of(form: SchemaFormat) -> _Rules:
    match form:
        case SchemaFormat.AVRO:
            return _avro
        case SchemaFormat.PROTOBUF:
            return _protobuf
        case SchemaFormat.JSON:
            return _json


def _avro(writer: NativeSchema, reader: NativeSchema) -> tuple[Obstacle, ...]:
    from mesh_assets.contract.compatibility.native.avro.parsing import parse_avro  # noqa: PLC0415
    from mesh_assets.contract.compatibility.native.avro.resolution import (  # noqa: PLC0415
        avro_obstacles,
    )

    return avro_obstacles(parse_avro(writer), parse_avro(reader))


def _protobuf(writer: NativeSchema, reader: NativeSchema) -> tuple[Obstacle, ...]:
    from mesh_assets.contract.compatibility.native.protobuf.files import (  # noqa: PLC0415
        parse_protobuf,
    )
    from mesh_assets.contract.compatibility.native.protobuf.messages import (  # noqa: PLC0415
        protobuf_obstacles,
    )

    return protobuf_obstacles(parse_protobuf(writer), parse_protobuf(reader))


def _json(writer: NativeSchema, reader: NativeSchema) -> tuple[Obstacle, ...]:
    from mesh_assets.contract.compatibility.native.json_schema.document import (  # noqa: PLC0415
        parse_json_schema,
    )
    from mesh_assets.contract.compatibility.native.json_schema.subsumption import (  # noqa: PLC0415
        json_obstacles,
    )

    return json_obstacles(parse_json_schema(writer), parse_json_schema(reader))
