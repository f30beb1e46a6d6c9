"""Which partitions are due: those whose files arrived, and those that read what was just built."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.pending import changed_arrivals
from mesh_assets.product.names import version_name
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import UnknownPartition
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.product import DataProduct

Built = Mapping[str, Sequence[Partition | None]]
"""The partitions of each product, by its identifier, that were attempted before."""


def due_partitions(
    installation: Installation, product: DataProduct, built: Built, until: datetime
) -> list[Partition | None]:
    """List the partitions to publish now, in order; only those that have ended by an instant."""
    found = {
        *_arrived(installation, product),
        *(
            partition
            for port in product.product_inputs
            for moved in _built_of(port, built)
            for partition in _readers(product, port, moved, until)
        ),
    }
    ended = (partition for partition in found if partition is None or partition.end <= until)
    return sorted(ended, key=lambda partition: partition.key if partition else "")


def _built_of(port: ProductInput, built: Built) -> Sequence[Partition | None]:
    """What was attempted before of the major version that a port reads."""
    source = port.source.identifier
    other = version_name(source, port.major) if port.major is not None else source
    return built.get(other, built.get(source, ()))


def _arrived(installation: Installation, product: DataProduct) -> Iterator[Partition | None]:
    """The partitions whose landing files are others than those that were ingested last."""
    calendar = product.partitions
    for arrival in changed_arrivals(installation, product):
        key = arrival.partition_key
        # A file for a day that the product does not have is for `mesh status` to show.
        with suppress(UnknownPartition):
            yield calendar.partition(key) if calendar and key else None


def _readers(
    product: DataProduct, port: ProductInput, moved: Partition | None, until: datetime
) -> Iterator[Partition | None]:
    """The partitions of a product that read one partition of another."""
    calendar, mapping = product.partitions, port.mapping(product.partitions)
    if calendar is None:
        yield None
    elif moved is not None and mapping.needs_partitions:
        # A window reaches back from a partition's end, so that later partitions read it too.
        reach = mapping.length if mapping.kind == "window" else timedelta()
        for partition in calendar.overlapping(moved.start, moved.end + reach):
            if min(partition.start, partition.end - reach) < moved.end:
                yield partition
    elif moved is None and port.rebuilds == "latest":
        yield calendar.containing(until - timedelta(microseconds=1))
    else:
        yield from calendar.overlapping(calendar.partition_at_start().start, until)
