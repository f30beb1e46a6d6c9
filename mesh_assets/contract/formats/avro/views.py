"""A field of Avro in two parts: its type without null and without what is inside, and the rest.

The parts are what an imported contract keeps, and what an export is completed by.
"""

from typing import Any

from mesh_assets.contract.formats.avro.schema import shallow, tree_of
from mesh_assets.contract.formats.avro.types import odcs_types
from mesh_assets.contract.model import Column, LogicalType

TYPE = "type"
NULL_AT = "nullAt"
"""The place of null among the types of a union, from 0."""

_TEXTS = frozenset({"string", "time"})


def without_null(written: object) -> tuple[Any, int | None]:
    """Take null out of a type; gives the rest, and where null stood."""
    if not isinstance(written, list) or "null" not in written:
        return written, None
    rest = [one for one in written if one != "null"]
    return rest[0] if len(rest) == 1 else rest, written.index("null")


def with_null(written: object, null_at: int | None) -> Any:  # noqa: ANN401
    """Put null into a type."""
    if null_at is None:
        return written
    branches = list(written) if isinstance(written, list) else [written]
    return [*branches[:null_at], "null", *branches[null_at:]]


def with_parts(kept: object, written: object) -> Any:  # noqa: ANN401
    """Give a type the parts of another one: the fields of a record, the items of an array."""
    if not (isinstance(kept, dict) and isinstance(written, dict)):
        return kept
    parts = {word: written[word] for word in ("fields", "items") if word in written}
    return {**kept, **parts} if kept.get("type") == written.get("type") else kept


def fits(kept: object, written: object, column: Column) -> bool:
    """Whether a type that was kept still says what the column is, which may have been edited.

    `written` is what would be written without it.
    """
    was, now = odcs_types(tree_of(kept)), odcs_types(tree_of(shallow(written)))
    if column.type is LogicalType.JSON:
        return was in ({"logicalType": "object"}, {"physicalType": "variant"})
    if was.get("enum") != now.get("enum"):
        return False
    if column.type is LogicalType.DECIMAL:
        scale = 0 if column.scale is None else column.scale
        sized = f"decimal({column.precision}, {scale})"
        return was.get("physicalType") == (sized if column.precision is not None else "decimal")
    kinds = {was.get("logicalType"), now.get("logicalType")}
    return len(kinds) == 1 or kinds <= _TEXTS


def followed_by(kept: object) -> tuple[str, ...]:
    """The ends of the names of the rules that a type makes by itself, and not by a limit."""
    options = odcs_types(tree_of(kept)).get("logicalTypeOptions", {})
    written = str(options.get("format", ""))
    if written == "i32":
        return ("format_minimum", "format_maximum")
    return ("format",) if written.startswith("HH") else ()
