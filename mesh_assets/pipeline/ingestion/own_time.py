"""Which rows are of a partition's own time."""

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.product.partition import Partition


def lies_within(partition: Partition, column: str) -> str:
    """A condition on rows: the column, an instant or a date, lies in the partition's time."""
    name = quote_identifier(column)
    start, end = quote_literal(partition.start), quote_literal(partition.end)
    return f"{name} >= {start} AND {name} < {end}"
