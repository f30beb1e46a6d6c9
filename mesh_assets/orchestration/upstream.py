"""Other products as dependencies of one product's assets.

Of the products that are read only the partitions and the versions are looked at, and a broken spec
is no reason to fail: its own code location says what is wrong with it.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import dagster as dg

from mesh_assets.orchestration.keys import identifier_key
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.mapping import PartitionMapping
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.product import DataProduct
from mesh_assets.product.timeline import Every
from mesh_assets.product.upstream import UpstreamSpec, upstream_spec
from mesh_assets.product.versions import product_read
from mesh_assets.settings import Settings

_LENGTH: dict[Every, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "month": timedelta(days=28),
}
"""The shortest that a partition can be: a window then reaches no less far than it should."""


@dataclass(frozen=True)
class Upstream:
    """One product that another reads."""

    port: ProductInput
    key: dg.AssetKey
    partitions: Partitions | None
    mapping: PartitionMapping
    consumer: Partitions | None
    lifecycle: Lifecycle
    """Of the major version that is read."""

    @property
    def dependency(self) -> dg.AssetDep:
        """The published table as a dependency, partition by partition."""
        return dg.AssetDep(self.key, partition_mapping=self._partition_mapping())

    @property
    def is_snapshot(self) -> bool:
        """Whether it is published as a whole, while its consumer is published in parts."""
        return self.partitions is None and self.consumer is not None

    @property
    def must_be_complete(self) -> bool:
        """Whether every partition that is mapped has to be there, and not only some."""
        return self.partitions is None or (
            self.consumer is not None and self.mapping.needs_partitions
        )

    def _partition_mapping(self) -> dg.PartitionMapping | None:
        """None: Dagster finds out itself, by the time windows of both sides."""
        if self.partitions is None or self.consumer is None:
            return None
        match self.mapping.kind:
            case "same":
                return None
            case "all":
                return dg.AllPartitionMapping()
            case "last":
                earlier = self.mapping.count - 1
            case "window":
                earlier = -((_LENGTH[self.consumer.every] - self.mapping.length) // self._unit)
        with warnings.catch_warnings():
            # Without it, a partition whose window begins before the first could never be built.
            warnings.simplefilter("ignore", dg.BetaWarning)
            return dg.TimeWindowPartitionMapping(
                start_offset=-earlier, allow_nonexistent_upstream_partitions=True
            )

    @property
    def _unit(self) -> timedelta:
        return _LENGTH[self.partitions.every if self.partitions else "day"]


def upstreams(product: DataProduct, settings: Settings) -> Sequence[Upstream]:
    """The products that a product reads, in the order of its ports."""
    return [_upstream(product, port, settings) for port in product.product_inputs]


def _upstream(product: DataProduct, port: ProductInput, settings: Settings) -> Upstream:
    source = port.source.identifier
    spec = upstream_spec(settings.domains, source)
    return Upstream(
        port=port,
        key=identifier_key(product_read(source, port.major, spec.majors(source) if spec else {})),
        partitions=spec.partitions if spec else product.partitions,
        mapping=port.mapping(product.partitions),
        consumer=product.partitions,
        lifecycle=_lifecycle(spec, port.major),
    )


def _lifecycle(spec: UpstreamSpec | None, major: int | None) -> Lifecycle:
    known = spec.lifecycles if spec else {}
    return Lifecycle() if major is None else known.get(major, Lifecycle())
