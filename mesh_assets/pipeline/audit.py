"""Fourth verb: every gate that the spec requires judges exactly the candidate's files."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mesh_assets.compute.dbt import DbtRun
from mesh_assets.gates.contract import judge_contract
from mesh_assets.gates.dbt import judge_dbt
from mesh_assets.gates.soda import judge_soda
from mesh_assets.gates.verdict import Verdict
from mesh_assets.gates.volume import judge_volume
from mesh_assets.lakehouse.candidate import Candidate
from mesh_assets.lakehouse.reading import candidate_sql, published_sql
from mesh_assets.pipeline.run import ProductRun

CANDIDATE_SCHEMA = "candidate"
"""Where the gates find the candidate in the run's database."""


def audit(run: ProductRun, candidate: Candidate, dbt_run: DbtRun) -> list[Verdict]:
    """Judge the candidate, and record every verdict under its id."""
    relation = candidate_sql(run.installation.lakehouse, candidate)
    run.database.attach(CANDIDATE_SCHEMA, run.product.table_name, relation)
    verdicts = list(_judge(run, candidate, dbt_run, relation))
    run.installation.ledger.record_verdicts(candidate.id, verdicts)
    return verdicts


def _judge(
    run: ProductRun, candidate: Candidate, dbt_run: DbtRun, relation: str
) -> Iterator[Verdict]:
    yield from judge_dbt(dbt_run)
    yield from contract_verdicts(run, candidate, relation)
    for check in run.product.quality_checks:
        match check.tool:
            case "soda":
                yield from judge_soda(
                    run.database.connection,
                    schema=CANDIDATE_SCHEMA,
                    table=run.product.table_name,
                    checks=run.product.folder / check.checks,
                    now=judged_at(run),
                )
            case "volume":
                yield from judge_volume(
                    candidate.rows, rows_of_past_publications(run), check.sensitivity
                )
            case _:
                pass
