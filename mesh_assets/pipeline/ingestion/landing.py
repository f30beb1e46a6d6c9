"""Landing files: held against their contract; accepted rows and dead letters are kept."""

from datetime import UTC, datetime

import duckdb

from mesh_assets.contract.validation import Validation, validate_files
from mesh_assets.errors import InfrastructureError
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.publication import publish
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.pipeline.dead_letters import (
    arrival_partition,
    dead_letter_partition,
    dead_letter_table,
    with_partition,
)
from mesh_assets.pipeline.ledger.records import IngestRecord, new_identifier
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.ports.inputs.files import Arrival, LandingFolder
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import FilesInput, InputPort


class NoRoomToValidate(InfrastructureError):
    """Validation needs room on disk or in memory that is not there."""


def ingest_landed(run: ProductRun, port: FilesInput) -> IngestRecord:
    """Read the port's files of this partition; write accepted rows and dead letters.

    Both go to internal tables that no consumer reads, each in one commit that replaces what the
    partition held before, so that running again after a kill completes the work. Raises
    NothingArrived, UnreadableFile, DocumentError.
    """
    landing = LandingFolder.of(port, run.product.partitions, run.installation.settings.home)
    arrival = landing.arrival(run.partition)
    validation = _validate(run, port, arrival)
    identifier = new_identifier()
    _keep(
        run,
        dead_letter_table(run.product, port),
        with_partition(validation.dead_letters_sql, run.partition),
        dead_letter_partition(run.partition),
        identifier,
    )
    accepted = run.port_table(port)
    snapshot_id = _keep(run, accepted, validation.accepted_sql, run.partition, identifier)
    return _record(run, port, arrival, validation, identifier, accepted.name, snapshot_id)


def _validate(run: ProductRun, port: InputPort, arrival: Arrival) -> Validation:
    contract = run.input_contract(port)
    try:
        return validate_files(
            run.database.connection, arrival.files, contract, partition=run.partition
        )
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        raise NoRoomToValidate(f"{run.title} could not be validated: {error}") from error


def _keep(
    run: ProductRun, table: TableSpec, query: str, partition: Partition | None, identifier: str
) -> int:
    lakehouse = run.installation.lakehouse
    candidate = stage(lakehouse, run.database.connection, table, query, partition)
    evidence = {
        "mesh.product": run.product.identifier,
        "mesh.partition": arrival_partition(run.partition),
        "mesh.ingest": identifier,
        "mesh.run-id": run.run_id,
        "mesh.rows": str(candidate.rows),
    }
    return publish(lakehouse, candidate, evidence).snapshot_id


def _record(
    run: ProductRun,
    port: InputPort,
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
