"""What the models read: every input port as a view on the very snapshot that was ingested."""

from collections.abc import Sequence

from mesh_assets.lakehouse.reading import published_partitions_sql, published_sql
from mesh_assets.pipeline.ingestion.own_time import lies_within
from mesh_assets.pipeline.ingestion.port_table import rows_of_partition
from mesh_assets.pipeline.ingestion.published import pinned_publications
from mesh_assets.pipeline.ledger.records import IngestRecord
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import InputPort, ProductInput


def attach_inputs(run: ProductRun, ingests: Sequence[IngestRecord]) -> None:
    """Make each port readable as the dbt source of its name.

    A writer in another process cannot change what the run reads.
    """
    for port in run.product.input_ports:
        records = [record for record in ingests if record.port == port.name]
        run.attach(run.product.table_name, port.table_name, _rows(run, port, records))


def _rows(run: ProductRun, port: InputPort, records: Sequence[IngestRecord]) -> str:
    if isinstance(port, ProductInput):
        [record] = records
        return _published_rows(run, port, record)
    return rows_of_partition(run, records)


def _published_rows(run: ProductRun, port: ProductInput, record: IngestRecord) -> str:
    lakehouse = run.installation.lakehouse
    pinned = [one.partition for one in pinned_publications(run, port, record)]
    partitions = [partition for partition in pinned if partition is not None]
    if not partitions:
        return published_sql(lakehouse, record.table, snapshot_id=record.snapshot_id)
    rows = published_partitions_sql(lakehouse, record.table, partitions, record.snapshot_id)
    mapping = port.mapping(run.product.partitions)
    own = run.partition
    if own is None or mapping.kind != "same" or all(_lies_in(one, own) for one in partitions):
        return rows
    # A month read by a day, or days that other clocks begin: only the partition's own time.
    within = lies_within(own, partitions[0].column)
    return f"SELECT * FROM ({rows}) AS published WHERE {within}"


def _lies_in(partition: Partition, other: Partition) -> bool:
    return other.start <= partition.start and partition.end <= other.end
