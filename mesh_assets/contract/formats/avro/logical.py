"""What is wrong with the logical type of an Avro type.

Readers of Avro pass over a logical type that cannot be; here it is a mistake.
"""

from collections.abc import Iterator

from mesh_assets.contract.formats.avro.schema import AvroType
from mesh_assets.contract.formats.avro.words import LOGICAL_TYPES, SIZES


def complaint_about_logical_type(one: AvroType) -> Iterator[tuple[str, str]]:
    """Give what is wrong, with the word that is to blame."""
    logical = one.logical
    if logical is None:
        if "logicalType" in one.attributes:
            yield "logicalType", "a logical type is a text"
        return
    bases, size = LOGICAL_TYPES[logical], one.attributes.get("size")
    if one.kind not in bases:
        yield "logicalType", f"`{logical}` annotates {' or '.join(bases)}, and not {one.kind}"
    elif one.kind == "fixed" and size != SIZES.get(logical, size):
        yield "size", f"a fixed of `{logical}` has {SIZES[logical]} bytes"
    elif logical == "decimal":
        yield from _complaints_about_digits(one)


def _complaints_about_digits(one: AvroType) -> Iterator[tuple[str, str]]:
    precision, scale = one.attributes.get("precision"), one.attributes.get("scale", 0)
    if precision is None or not _is_count(precision) or precision == 0:
        yield "precision", "a decimal has a precision: its digits, 1 or more"
    elif not _is_count(scale) or scale > precision:
        yield "scale", f"the scale is 0 to {precision}: digits after the point, of all {precision}"
    elif one.kind == "fixed" and precision > (most := _most_digits(one.attributes["size"])):
        yield "precision", f"{one.attributes['size']} bytes hold {most} digits at most"


def _is_count(written: object) -> bool:
    return isinstance(written, int) and not isinstance(written, bool) and written >= 0


def _most_digits(size: int) -> int:
    """The digits that each number of so many bytes has room for, in two's complement."""
    return len(str(2 ** (8 * size - 1) - 1)) - 1
