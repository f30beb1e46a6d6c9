"""What a table is meant to be: its name, its contract and its partitions."""

from dataclasses import dataclass

from mesh_assets.contract.model import Contract


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of the lakehouse, as its product declares it."""

    name: str
    """`namespace.table`, such as `orders.customer_orders`."""
    contract: Contract
    partition_column: str | None = None
    """The column that decides to which partition a row belongs; None for one whole."""
    every: str | None = None
    """`hour`, `day` or `month` of that column, or `identity`: one partition for each value."""
    zone: str = "UTC"
    """The IANA time zone in which days and months begin."""
