"""Fourth verb: every gate that the spec requires judges exactly the candidate's files."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from mesh_assets.contract.tables.repetition import keys_of_the_table
from mesh_assets.gates.contract import judge_contract
from mesh_assets.gates.custom import judge_custom_checks
from mesh_assets.gates.requirements import volume_sensitivity
from mesh_assets.gates.soda import judge_soda
from mesh_assets.gates.soda.judging import judged_at
from mesh_assets.gates.verdict import Verdict
from mesh_assets.gates.volume import judge_volume
from mesh_assets.lakehouse.candidate import Candidate
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.reading import candidate_sql, rest_sql
from mesh_assets.pipeline.build import judge_build
from mesh_assets.pipeline.homes import at_home
from mesh_assets.pipeline.models import Built
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.pipeline.stage import CANDIDATE_SCHEMA
from mesh_assets.product.checks import SodaCheck

_REMEMBERED = 28
"""Partitions whose row counts say what is usual: four weeks of days."""


def audit(run: ProductRun, candidate: Candidate, built: Built) -> list[Verdict]:
    """Judge the candidate, and record every verdict under its id."""
    by_contract = at_home(
        run.installation.lakehouse,
        run.product,
        lambda home: _contract_verdicts(run, replace(candidate, table=home)),
    )
    verdicts = [
        *judge_build(built),
        *by_contract,
        *_custom_verdicts(run),
        *_soda_verdicts(run),
        *_volume_verdicts(run, candidate),
    ]
    run.installation.ledger.record_verdicts(candidate.id, verdicts)
    return verdicts


def judge_beside_the_rest(run: ProductRun, candidate: Candidate) -> None:
    """Judge the contract again, because the rest of the table is no longer what it was."""
    run.installation.ledger.record_verdicts(candidate.id, _contract_verdicts(run, candidate))


def _contract_verdicts(run: ProductRun, candidate: Candidate) -> list[Verdict]:
    lakehouse = run.installation.lakehouse
    contract = run.output_contract()
    rest = rest_sql(lakehouse, candidate, keys_of_the_table(contract.rules))
    if rest is not None:
        prepare(run.database.connection, rest)
    return judge_contract(
        run.database.connection,
        candidate_sql(lakehouse, candidate),
        contract,
        rest_sql=rest,
    )


def _custom_verdicts(run: ProductRun) -> list[Verdict]:
    return judge_custom_checks(
        run.database.connection,
        run.output_contract(),
        schema=CANDIDATE_SCHEMA,
        table=run.product.table_name,
        now=judged_at(run.partition, datetime.now(UTC)),
    )


def _soda_verdicts(run: ProductRun) -> Iterator[Verdict]:
    for check in run.product.quality_checks:
        if isinstance(check, SodaCheck):
            yield from judge_soda(
                run.database.connection,
                schema=CANDIDATE_SCHEMA,
                table=run.product.table_name,
                checks=run.product.folder / check.checks,
                now=judged_at(run.partition, datetime.now(UTC)),
            )


def _volume_verdicts(run: ProductRun, candidate: Candidate) -> Iterator[Verdict]:
    sensitivity = volume_sensitivity(run.product)
    if sensitivity is None:
        return
    others = run.installation.ledger.published_row_counts(
        run.product.identifier, besides=run.partition_key, at_most=_REMEMBERED
    )
    yield from judge_volume(candidate.rows, others, sensitivity)
