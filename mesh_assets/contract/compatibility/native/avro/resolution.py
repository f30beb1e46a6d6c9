"""What an Avro reader cannot resolve of a writer's schema.

The rules are those of Avro's specification, "Schema Resolution", with the names that Apache's
compatibility checker gives them. It does not look at logical types, takes aliases as they are
written, without their namespace, and loses the place inside unions; hence these rules.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from mesh_assets.contract.compatibility.native.avro.logical_types import logical_obstacles
from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside
from mesh_assets.contract.compatibility.native.settling import Settling

if TYPE_CHECKING:
    from avro.schema import EnumSchema, Field, NamedSchema, RecordSchema, Schema

_PROMOTIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "long": frozenset({"int"}),
        "float": frozenset({"int", "long"}),
        "double": frozenset({"int", "long", "float"}),
        "bytes": frozenset({"string"}),
        "string": frozenset({"bytes"}),
    }
)
"""The other types that each type of a reader takes."""
_NAMED = frozenset({"record", "error", "enum", "fixed"})


def avro_obstacles(writer: "Schema", reader: "Schema") -> tuple[Obstacle, ...]:
    """List what stands in the way of a reader; nothing where it reads all that is written."""
    return _Resolution().settle(writer, reader)


class _Resolution(Settling["Schema", "Schema"]):
    def __init__(self) -> None:
        super().__init__(self._compare, (id, id))

    def _compare(self, writer: "Schema", reader: "Schema") -> Iterator[Obstacle]:
        if writer.type == "union":
            for branch in _branches(writer):
                yield from self.obstacles(branch, reader)
        elif reader.type == "union":
            yield from self._in_union(writer, reader)
        elif writer.type == reader.type:
            yield from self._alike(writer, reader)
            yield from logical_obstacles(writer, reader)
        elif writer.type in _PROMOTIONS.get(reader.type, ()):
            yield from logical_obstacles(writer, reader)
        else:
            message = f"{_spoken(writer)} is written and {_spoken(reader)} is read"
            yield Obstacle("TYPE_MISMATCH", "", message)

    def _in_union(self, writer: "Schema", reader: "Schema") -> Iterator[Obstacle]:
        """A reader's union needs a branch; of one that is nearly right, its reasons are told."""
        tried = [(branch, self.obstacles(writer, branch)) for branch in _branches(reader)]
        if any(not obstacles for _, obstacles in tried):
            return
        alike = [found for branch, found in tried if _is_meant(writer, branch)]
        if alike:
            yield from alike[0]
        else:
            message = f"{_spoken(writer)} is written, and no branch of the union reads it"
            yield Obstacle("MISSING_UNION_BRANCH", "", message)

    def _alike(self, writer: Any, reader: Any) -> Iterator[Obstacle]:  # noqa: ANN401
        """Compare two schemas of one type; each type has parts of its own."""
        if reader.type in _NAMED and not _same_name(writer, reader):
            message = f"`{writer.fullname}` is written and `{reader.fullname}` is read"
            yield Obstacle("NAME_MISMATCH", "/name", message)
        match reader.type:
            case "array":
                yield from inside("items", self.obstacles(writer.items, reader.items))
            case "map":
                yield from inside("values", self.obstacles(writer.values, reader.values))
            case "fixed" if writer.size != reader.size:
                message = f"{writer.size} bytes are written and {reader.size} are read"
                yield Obstacle("FIXED_SIZE_MISMATCH", "/size", message)
            case "enum":
                yield from _enum_obstacles(writer, reader)
            case "record" | "error":
                yield from self._fields(writer, reader)

    def _fields(self, writer: "RecordSchema", reader: "RecordSchema") -> Iterator[Obstacle]:
        known = writer.fields_dict
        for field in reader.fields:
            written = _written_field(known, field)
            if written is not None:
                found = self.obstacles(written.type, field.type)
                yield from inside(f"fields/{field.name}", found)
            elif not field.has_default:
                message = f"`{field.name}` is not written, and has no default"
                place = f"/fields/{field.name}"
                yield Obstacle("READER_FIELD_MISSING_DEFAULT_VALUE", place, message)


def _enum_obstacles(writer: "EnumSchema", reader: "EnumSchema") -> Iterator[Obstacle]:
    missing = [symbol for symbol in writer.symbols if symbol not in reader.symbols]
    if missing and reader.props.get("default") not in reader.symbols:
        message = f"{', '.join(missing)} may be written, and the enum has no default"
        yield Obstacle("MISSING_ENUM_SYMBOLS", "/symbols", message)


def _written_field(written: "Mapping[str, Field]", field: "Field") -> "Field | None":
    """The written field of that name, or of the first of its aliases that is written."""
    names = [field.name, *_aliases(field)]
    return next((written[name] for name in names if name in written), None)


def _same_name(writer: "NamedSchema", reader: "NamedSchema") -> bool:
    """Whether the names match, which unqualified names or an alias of the reader suffice for."""
    space = f"{reader.namespace}." if reader.namespace else ""
    known = {alias if "." in alias else f"{space}{alias}" for alias in _aliases(reader)}
    return writer.name == reader.name or writer.fullname in known


def _aliases(named: "Field | NamedSchema") -> Iterator[str]:
    """The aliases as they are written."""
    aliases = named.props.get("aliases")
    return (str(alias) for alias in (aliases if isinstance(aliases, list) else ()))


def _is_meant(writer: "Schema", branch: "Schema") -> bool:
    """Whether a branch is of the written type, so that its own reasons say what is wrong."""
    if writer.type != branch.type:
        return False
    return writer.type not in _NAMED or getattr(writer, "name", "") == getattr(branch, "name", "")


def _branches(union: Any) -> list["Schema"]:  # noqa: ANN401
    return list(union.schemas)


def _spoken(schema: Any) -> str:  # noqa: ANN401
    return f"{schema.type} {schema.fullname}" if schema.type in _NAMED else str(schema.type)
