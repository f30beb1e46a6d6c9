"""The internal table of a port's accepted rows.

Of a product with partitions it is cut by arrival, because an arrival may bring rows of several
partitions. Dead letters are kept in the same way, in a table beside it.
"""

from collections.abc import Sequence
from dataclasses import replace

from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.lakehouse.reading import published_sql
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.pipeline.arrivals import arrival_key, arrival_partition
from mesh_assets.pipeline.ingestion.own_time import lies_within
from mesh_assets.pipeline.ledger.records import IngestRecord
from mesh_assets.pipeline.run import ProductRun, port_table_name
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import FilesInput

_ARRIVAL = "mesh:arrival"
"""Its column, which no contract can have: names that begin so are reserved."""


def port_table(run: ProductRun, port: FilesInput) -> TableSpec:
    """The table as the port's contract describes it."""
    name, contract = port_table_name(run.product, port), run.input_contract(port)
    if run.partition is None:
        return TableSpec(name=name, contract=contract)
    arrival = Column(_ARRIVAL, LogicalType.STRING, required=True, description="Arrival's partition")
    return TableSpec(
        name=name,
        contract=replace(contract, columns=(arrival, *contract.columns)),
        partition_column=_ARRIVAL,
        every="identity",
    )


def arrived_rows(run: ProductRun, accepted_sql: str) -> str:
    """The accepted rows as the table keeps them."""
    if run.partition is None:
        return accepted_sql
    key, column = quote_literal(arrival_key(run.partition)), quote_identifier(_ARRIVAL)
    return f"SELECT {key} AS {column}, * FROM ({accepted_sql}) AS accepted"


def own_arrival(run: ProductRun) -> Partition | None:
    """The partition of the table that the run's own files fill; None for one whole."""
    return arrival_partition(_ARRIVAL, run.partition) if run.partition else None


def rows_of_partition(run: ProductRun, records: Sequence[IngestRecord]) -> str:
    """What some arrivals brought of the run's partition, each as its ingest left it."""
    lakehouse = run.installation.lakehouse
    calendar, own = run.product.partitions, run.partition
    if calendar is None or own is None:
        [record] = records
        return published_sql(lakehouse, record.table, snapshot_id=record.snapshot_id)
    arrivals = " UNION ALL BY NAME ".join(
        published_sql(
            lakehouse,
            record.table,
            partition=arrival_partition(_ARRIVAL, calendar.partition(record.partition)),
            snapshot_id=record.snapshot_id,
        )
        for record in records
    )
    return (
        f"SELECT * EXCLUDE ({quote_identifier(_ARRIVAL)}) FROM ({arrivals}) AS arrived "
        f"WHERE {lies_within(own, own.column)}"
    )
