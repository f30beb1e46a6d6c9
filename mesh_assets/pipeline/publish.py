"""Fifth verb: one atomic commit, and only when every required verdict on it has passed."""

from collections.abc import Sequence
from dataclasses import replace

from mesh_assets.contract.rule import Scope
from mesh_assets.gates.decision import Decision, decide
from mesh_assets.gates.requirements import required_verdicts
from mesh_assets.gates.verdict import Verdict
from mesh_assets.lakehouse.candidate import load_candidate
from mesh_assets.lakehouse.errors import TableMoved
from mesh_assets.lakehouse.publication import Publication, rebase
from mesh_assets.lakehouse.publication import publish as commit
from mesh_assets.pipeline.audit import judge_beside_the_rest
from mesh_assets.pipeline.build import latest_ingests
from mesh_assets.pipeline.evidence import evidence_of
from mesh_assets.pipeline.homes import at_home
from mesh_assets.pipeline.ledger.records import CandidateRecord, IngestRecord
from mesh_assets.pipeline.lifecycles import refuse_ended
from mesh_assets.pipeline.models import product_models
from mesh_assets.pipeline.refusal import refuse
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.pipeline.succession import take_the_name

_TRIES = 20
"""How often a candidate is judged again beside a table that keeps moving."""


def publish(run: ProductRun) -> Publication:
    """Publish the newest candidate of what was ingested last for the partition.

    The verdicts are read from the ledger and decided upon here, whoever asks: a missing verdict is
    a refusal (design decision 4). A rule that looks at the whole table holds only beside the state
    it was judged on, so when another partition was published meanwhile, it is judged again.

    Raises PublicationRefused with the reasons, and the lakehouse's LostRace.
    """
    refuse_ended(run)
    ingests = latest_ingests(run)
    record = _newest_candidate(run, ingests)
    _refuse_outdated(run, record, ingests)
    published = at_home(
        run.installation.lakehouse,
        run.product,
        lambda home: _publish_in(run, record, ingests, home),
    )
    return take_the_name(run, published)


def _publish_in(
    run: ProductRun, record: CandidateRecord, ingests: Sequence[IngestRecord], home: str
) -> Publication:
    """Publish a candidate in the table of that name, which it may not have been staged under."""
    lakehouse = run.installation.lakehouse
    candidate = replace(load_candidate(lakehouse, home, record.id), table=home)
    judges_whole_table = any(rule.scope is Scope.TABLE for rule in run.output_contract().rules)
    for _ in range(_TRIES):
        decision = decide_on(run, record)
        if not decision.publish:
            raise refuse(run, decision.reasons, record.id)
        try:
            return commit(
                lakehouse,
                candidate,
                evidence_of(run, record, ingests, verdicts_on(run, record)),
                retry_on_conflict=not judges_whole_table,
            )
        except TableMoved:
            candidate = rebase(lakehouse, candidate)
            judge_beside_the_rest(run, candidate)
    raise refuse(run, [f"the table changed {_TRIES} times while it was judged"], record.id)


def decide_on(run: ProductRun, record: CandidateRecord) -> Decision:
    """Whether a candidate may be published, by the verdicts that the ledger holds."""
    required = required_verdicts(
        run.product,
        contract=run.output_contract(),
        models=product_models(run.installation.dbt, run.product),
    )
    return decide(required, verdicts_on(run, record))


def verdicts_on(run: ProductRun, record: CandidateRecord) -> list[Verdict]:
    """The verdicts on the ingests that a candidate was built from, then those on itself."""
    subjects = [*record.ingests, record.id]
    return [v for subject in subjects for v in run.installation.ledger.verdicts(subject)]


def _newest_candidate(run: ProductRun, ingests: Sequence[IngestRecord]) -> CandidateRecord:
    """The newest candidate that was built from these ingests; without one, the newest of all.

    A run that ingested before another one may have staged after it: what it staged is newer, and
    built from less.
    """
    found = run.installation.ledger.latest_candidates(run.product.identifier, run.partition_key)
    if not found:
        raise refuse(run, ["nothing was staged for it yet: build and audit it first"])
    return next((record for record in found if _is_built_from(record, ingests)), found[0])


def _is_built_from(record: CandidateRecord, ingests: Sequence[IngestRecord]) -> bool:
    return sorted(record.ingests) == sorted(ingest.id for ingest in ingests)


def _refuse_outdated(
    run: ProductRun, record: CandidateRecord, ingests: Sequence[IngestRecord]
) -> None:
    """A verdict holds for what was judged: these inputs, this contract, this spec."""
    reasons = []
    if not _is_built_from(record, ingests):
        reasons.append("newer data was ingested after the candidate was built: build it again")
    if record.contract_digest != run.output_contract().digest:
        reasons.append("the contract changed after the candidate was judged: build it again")
    if record.spec_digest != run.product.digest:
        reasons.append("the spec changed after the candidate was judged: build it again")
    if reasons:
        raise refuse(run, reasons, record.id)
