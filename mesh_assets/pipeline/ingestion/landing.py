"""Landing files: held against their contract; accepted rows and dead letters are kept."""

from datetime import UTC, datetime

import duckdb

from mesh_assets.contract.validation import Validation, validate_files
from mesh_assets.errors import InfrastructureError
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.pipeline.arrivals import arrival_key
from mesh_assets.pipeline.dead_letters import (
    dead_letter_partition,
    dead_letter_table,
    with_partition,
)
from mesh_assets.pipeline.ingestion.late_rows import count_late_rows
from mesh_assets.pipeline.ingestion.port_table import arrived_rows, own_arrival, port_table
from mesh_assets.pipeline.ledger.records import IngestRecord, new_identifier
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.ports.inputs.files import Arrival, LandingFolder
from mesh_assets.product.lateness import ArrivalWindow, arrival_window
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import FilesInput


class NoRoomToValidate(InfrastructureError):
    """Validation needs room on disk or in memory that is not there."""


def ingest_landed(run: ProductRun, port: FilesInput) -> tuple[IngestRecord, dict[str, int]]:
    """Read the port's files of this partition; write accepted rows and dead letters.

    Both go to internal tables that no consumer reads, each in one commit that replaces what the
    same files brought before, so that running again after a kill completes the work. Gives the
    late rows, too, counted by the earlier partitions to which they belong. Raises NothingArrived,
    UnreadableFile, DocumentError.
    """
    landing = LandingFolder.of(port, run.product.partitions, run.installation.settings.home)
    arrival = landing.arrival(run.partition)
    window = _window(run, port)
    validation = _validate(run, port, arrival, window)
    late = count_late_rows(run.database.connection, validation.accepted_sql, window)
    identifier = new_identifier()
    _keep(
        run,
        dead_letter_table(run.product, port),
        with_partition(validation.dead_letters_sql, run.partition),
        dead_letter_partition(run.partition),
        identifier,
    )
    accepted = port_table(run, port)
    rows = arrived_rows(run, validation.accepted_sql)
    snapshot_id = _keep(run, accepted, rows, own_arrival(run), identifier)
    record = _record(run, port, arrival, validation, identifier, accepted.name, snapshot_id)
    return record, late


def _window(run: ProductRun, port: FilesInput) -> ArrivalWindow | None:
    if run.product.partitions is None or run.partition is None:
        return None
    return arrival_window(run.product.partitions, run.partition, port.lateness)


def _validate(
    run: ProductRun, port: FilesInput, arrival: Arrival, window: ArrivalWindow | None
) -> Validation:
    contract = run.input_contract(port)
    try:
        return validate_files(run.database.connection, arrival.files, contract, window=window)
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        raise NoRoomToValidate(f"{run.title} could not be validated: {error}") from error


def _keep(
    run: ProductRun, table: TableSpec, query: str, partition: Partition | None, identifier: str
) -> int:
    lakehouse = run.installation.lakehouse
    candidate = stage(lakehouse, run.database.connection, table, query, partition)
    evidence = {
        "mesh.product": run.product.identifier,
        "mesh.partition": arrival_key(run.partition),
        "mesh.ingest": identifier,
        "mesh.run-id": run.run_id,
        "mesh.rows": str(candidate.rows),
    }
    return publish(lakehouse, candidate, evidence).snapshot_id


def _record(
    run: ProductRun,
    port: FilesInput,
    arrival: Arrival,
    validation: Validation,
    identifier: str,
    table: str,
    snapshot_id: int,
) -> IngestRecord:
    return IngestRecord(
        id=identifier,
        product=run.product.identifier,
        port=port.name,
        partition=run.partition_key,
        run_id=run.run_id,
        recorded_at=datetime.now(UTC),
        received=validation.received,
        accepted=validation.accepted,
        dead_lettered=validation.dead_lettered,
        reasons=dict(validation.reasons),
        files=[str(file.path) for file in arrival.files],
        fingerprint=arrival.fingerprint,
        table=table,
        snapshot_id=snapshot_id,
    )
