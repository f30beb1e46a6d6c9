"""The evidence that a publication carries in its snapshot's summary (design decision 5)."""

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import version

from mesh_assets.gates.verdict import Verdict
from mesh_assets.pipeline.homes import VERSION
from mesh_assets.pipeline.ledger.records import CandidateRecord, IngestRecord
from mesh_assets.pipeline.lifecycles import LIFECYCLE
from mesh_assets.pipeline.run import ProductRun

PARTITIONS = "mesh.partitions"
"""The product's calendar, for consumers who read the table without its spec."""

LATE_ROWS = "mesh.late-rows"
"""How many rows of the partition came with the files of later ones, by those."""
EARLIER_ROWS = "mesh.earlier-rows"
"""How many of the accepted rows belong to earlier partitions, by those."""

_LONGEST_LIST = 4_000
"""Characters of verdicts that a summary carries; every snapshot's summary stays in the metadata
file that each commit rewrites, so longer lists stand in the ledger only, under their digest."""


def evidence_of(
    run: ProductRun,
    record: CandidateRecord,
    ingests: Sequence[IngestRecord],
    verdicts: Sequence[Verdict],
) -> dict[str, str]:
    """Name, versions, counts, inputs and every gate with its outcome.

    What was received, accepted and refused is told of the partition's own arrivals. The rows that
    it is built from are the accepted ones, without the earlier rows, and with the late rows.
    Candidate, partition, rows and content digest are added by the lakehouse.
    """
    judged = json.dumps(_by_gate(verdicts), separators=(",", ":"))
    own = [each for each in ingests if each.partition == run.partition_key]
    evidence = {
        "mesh.product": run.product.identifier,
        VERSION: str(run.product.version),
        "mesh.contract-digest": record.contract_digest,
        "mesh.spec-digest": record.spec_digest,
        "mesh.models-digest": record.models_digest,
        "mesh.run-id": run.run_id,
        "mesh.code-version": version("mesh-assets"),
        "mesh.received": str(sum(each.received for each in own)),
        "mesh.accepted": str(sum(each.accepted for each in own)),
        "mesh.dead-letters": str(sum(each.dead_lettered for each in own)),
        "mesh.inputs": json.dumps([_input(each) for each in own], separators=(",", ":")),
        **_late_evidence(run, ingests),
        "mesh.gates-digest": f"sha256:{hashlib.sha256(judged.encode()).hexdigest()}",
    }
    if run.product.lifecycle.status != "active":
        evidence[LIFECYCLE] = run.product.lifecycle.model_dump_json(exclude_defaults=True)
    if run.product.partitions is not None:
        evidence[PARTITIONS] = run.product.partitions.model_dump_json()
    if record.newest_event is not None:
        evidence["mesh.newest-event"] = record.newest_event.isoformat()
    evidence |= {f"mesh.gate.{gate}": summary for gate, summary in _gates(verdicts).items()}
    if len(judged) <= _LONGEST_LIST:
        evidence["mesh.gates"] = judged
    return evidence


def _late_evidence(run: ProductRun, ingests: Sequence[IngestRecord]) -> dict[str, str]:
    came, brought = Counter[str](), Counter[str]()
    for late in run.installation.ledger.late_rows_of([each.id for each in ingests]):
        if late.partition == run.partition_key:
            came[late.arrival] += late.rows
        elif late.arrival == run.partition_key:
            brought[late.partition] += late.rows
    counts = {LATE_ROWS: came, EARLIER_ROWS: brought}
    return {
        name: json.dumps(count, separators=(",", ":")) for name, count in counts.items() if count
    }


def _gates(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """`passed, 24 rules`, or `passed, 24 rules, 1 warning`."""
    summaries = {}
    for gate in dict.fromkeys(verdict.gate for verdict in verdicts):
        rules = [verdict for verdict in verdicts if verdict.gate == gate]
        outcome = "refused" if any(rule.refuses for rule in rules) else "passed"
        warnings = sum(not rule.passed and not rule.refuses for rule in rules)
        noted = f", {warnings} warning{'s' if warnings > 1 else ''}" if warnings else ""
        summaries[gate] = f"{outcome}, {len(rules)} rule{'s' if len(rules) > 1 else ''}{noted}"
    return summaries


def _by_gate(verdicts: Sequence[Verdict]) -> dict[str, dict[str, object]]:
    """What each rule measured; of one that did not pass, its outcome and what was expected too."""
    told: dict[str, dict[str, object]] = {}
    for verdict in verdicts:
        measured: object = verdict.measured
        if not verdict.passed:
            measured = [verdict.outcome.value, verdict.measured, verdict.expected]
        told.setdefault(verdict.gate, {})[verdict.rule] = measured
    return told


def _input(record: IngestRecord) -> dict[str, object]:
    return {
        "port": record.port,
        "table": record.table,
        "snapshot": str(record.snapshot_id),
        "ingest": record.id,
        **({"notices": list(record.notices)} if record.notices else {}),
    }
