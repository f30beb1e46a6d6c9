"""A product's partitions as Dagster's."""

import dagster as dg

from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.product import DataProduct


def partitions_definition(partitions: Partitions | None) -> dg.PartitionsDefinition[str] | None:
    """The time windows of the product; None when it is published as a whole."""
    if partitions is None:
        return None
    start = partitions.partition_at_start().start
    match partitions.every:
        case "hour":
            return dg.HourlyPartitionsDefinition(start_date=start, timezone="UTC")
        case "day":
            return dg.DailyPartitionsDefinition(start_date=start, timezone=partitions.zone)
        case "month":
            return dg.MonthlyPartitionsDefinition(
                start_date=start, timezone=partitions.zone, fmt="%Y-%m"
            )


def partition_of(context: dg.AssetExecutionContext, product: DataProduct) -> Partition | None:
    """The partition that a step was asked for; raises UnknownPartition."""
    if product.partitions is None:
        return None
    return product.partitions.partition(context.partition_key)
