"""Third verb: write the built model as files that nobody can see yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from mesh_assets.contract.canonical import contract_data
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.lakehouse.candidate import Candidate
from mesh_assets.lakehouse.candidate import stage as stage_files
from mesh_assets.lakehouse.reading import candidate_sql
from mesh_assets.pipeline.ledger.records import CandidateRecord, DeclarationRecord, IngestRecord
from mesh_assets.pipeline.models import models_digest
from mesh_assets.pipeline.run import ProductRun

CANDIDATE_SCHEMA = "candidate"
"""Where the gates and the preview find the candidate in the run's database."""


@dataclass(frozen=True, slots=True)
class Staged:
    """A candidate and the ledger's record of it."""

    candidate: Candidate
    record: CandidateRecord


def stage(run: ProductRun, ingests: Sequence[IngestRecord]) -> Staged:
    """Stage the output model's rows of this partition, and record what they were built from."""
    table = run.published_table()
    candidate = stage_files(
        run.installation.lakehouse,
        run.database.connection,
        table,
        f"SELECT * FROM main.{quote_identifier(run.product.table_name)}",
        run.partition,
    )
    run.attach(
        CANDIDATE_SCHEMA,
        run.product.table_name,
        candidate_sql(run.installation.lakehouse, candidate),
    )
    record = CandidateRecord(
        id=candidate.id,
        product=run.product.identifier,
        partition=run.partition_key,
        run_id=run.run_id,
        recorded_at=datetime.now(UTC),
        rows=candidate.rows,
        newest_event=_newest_event(run),
        contract_digest=table.contract.digest,
        spec_digest=run.product.digest,
        models_digest=models_digest(run.installation.dbt, run.product),
        ingests=[ingest.id for ingest in ingests],
    )
    _keep_declarations(run, record)
    run.installation.ledger.record_candidate(record)
    return Staged(candidate, record)


def _keep_declarations(run: ProductRun, record: CandidateRecord) -> None:
    """Keep the contract and the spec, which `mesh plan` compares with what they become."""
    contract = contract_data(run.output_contract())
    ledger = run.installation.ledger
    ledger.record_declaration(DeclarationRecord(record.contract_digest, contract))
    ledger.record_declaration(DeclarationRecord(record.spec_digest, run.product.declared))


def candidate_relation(run: ProductRun) -> str:
    """The candidate as SQL names it."""
    return f"{quote_identifier(CANDIDATE_SCHEMA)}.{quote_identifier(run.product.table_name)}"


def _newest_event(run: ProductRun) -> datetime | None:
    if run.partition is None:
        return None
    column = quote_identifier(run.partition.column)
    [(newest,)] = run.database.connection.execute(
        f"SELECT max({column})::TIMESTAMPTZ FROM {candidate_relation(run)}"
    ).fetchall()
    return newest.astimezone(UTC) if newest else None
