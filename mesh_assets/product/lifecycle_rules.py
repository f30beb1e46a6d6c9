"""What the lifecycles of a product's major versions say of each other, and of its calendar."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from mesh_assets.documents.mistake import Mistake
from mesh_assets.documents.suggestion import suggest
from mesh_assets.product.cycle import CYCLES_OF_NOTICE, earliest_sunset, publication_cycle
from mesh_assets.product.lifecycle import Lifecycle, MajorReference
from mesh_assets.product.names import version_name
from mesh_assets.product.other_version import OtherVersion

if TYPE_CHECKING:
    from mesh_assets.product.product import DataProduct

_LONGEST_NAME = 63


def lifecycle_mistakes(product: "DataProduct") -> Iterator[Mistake]:
    """Find what cannot be meant: a name too long, a reference to nothing, a notice too short."""
    yield from _short_notice(product.lifecycle, product.cycle, ("lifecycle",))
    for index, entry in enumerate(product.versions):
        at = ("versions", index)
        yield from _impossible_version(product, entry, at)
        yield from _short_notice(entry.lifecycle, _cycle(product, entry), (*at, "lifecycle"))
        yield from _unexplained_end(product, entry, (*at, "lifecycle"))
    for index, reference in enumerate(product.lifecycle.deprecates):
        yield from _wrong_reference(product, reference, ("lifecycle", "deprecates", index))


def _impossible_version(
    product: "DataProduct", entry: OtherVersion, at: Sequence[str | int]
) -> Iterator[Mistake]:
    if entry.version.major == product.version.major:
        message = f"major {entry.version.major} is the current one: declare another major here"
        yield Mistake((*at, "version"), message)
    name = version_name(product.name, entry.version.major)
    if len(name) > _LONGEST_NAME:
        message = f"it would be named `{name}`, which is longer than {_LONGEST_NAME} characters"
        yield Mistake((*at, "version"), message)


def _cycle(product: "DataProduct", entry: OtherVersion) -> timedelta:
    ports = entry.input_ports or product.input_ports
    return publication_cycle(product.partitions, ports, entry.slo or product.slo)


def _short_notice(
    lifecycle: Lifecycle, cycle: timedelta, at: Sequence[str | int]
) -> Iterator[Mistake]:
    if lifecycle.announced is None or lifecycle.sunset is None:
        return
    earliest = earliest_sunset(lifecycle.announced, cycle)
    if lifecycle.announced < lifecycle.sunset < earliest:
        message = (
            f"a sunset is announced at least {CYCLES_OF_NOTICE} publications ahead: "
            f"not before {earliest}"
        )
        yield Mistake((*at, "sunset"), message, earliest.isoformat())


def _unexplained_end(
    product: "DataProduct", entry: OtherVersion, at: Sequence[str | int]
) -> Iterator[Mistake]:
    """A version that the current one deprecates says so itself, with the same sunset."""
    own, current = entry.lifecycle, product.lifecycle
    if entry.version.major not in {each.major for each in current.deprecates}:
        return
    if not own.is_ending:
        message = f"{product.name} {product.version} deprecates it: write `status: deprecated`"
        yield Mistake((*at, "status"), message)
    elif current.sunset is not None and own.sunset is not None and own.sunset != current.sunset:
        message = f"{product.name} {product.version} says that its sunset is on {current.sunset}"
        yield Mistake((*at, "sunset"), message, current.sunset.isoformat())


def _wrong_reference(
    product: "DataProduct", reference: MajorReference, at: Sequence[str | int]
) -> Iterator[Mistake]:
    subjects = {None, product.name, product.table_name, product.domain}
    if reference.subject not in subjects:
        meant = f"{product.name}.v{reference.major}"
        message = f"`{reference.subject}` is another product: a version deprecates its own"
        yield Mistake(at, message, meant)
        return
    declared = [f"v{entry.version.major}" for entry in product.versions]
    if reference.major == product.version.major:
        yield Mistake(at, "a version does not deprecate itself: write `status: deprecated`")
    elif f"v{reference.major}" not in declared:
        known = ", ".join(declared) or "none"
        message = f"no major {reference.major} is declared under `versions`: known are {known}"
        yield Mistake(at, message, suggest(f"v{reference.major}", declared))
