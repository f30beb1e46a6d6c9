"""The metadata that people look at on the asset pages."""

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

from mesh_assets.gates.verdict import Verdict
from mesh_assets.pipeline.ledger.records import IngestRecord
from mesh_assets.pipeline.preview import Preview

Metadata = dict[str, Any]

_MEASURES = dg.TableSchema(
    columns=[
        dg.TableColumn("rule", "string"),
        dg.TableColumn("outcome", "string"),
        dg.TableColumn("measured", "string"),
        dg.TableColumn("expected", "string"),
        dg.TableColumn("severity", "string"),
        dg.TableColumn("scope", "string"),
        dg.TableColumn("detail", "string"),
    ]
)
_REASONS = dg.TableSchema(
    columns=[dg.TableColumn("rule", "string"), dg.TableColumn("dead_letters", "int")]
)


def ingest_metadata(record: IngestRecord, seconds: float | None = None) -> Metadata:
    """Received, accepted and dead-lettered rows, with the reasons as a table."""
    metadata: Metadata = {
        "dagster/row_count": record.accepted,
        "received": record.received,
        "accepted": record.accepted,
        "dead_letters": record.dead_lettered,
        "files": [file.rsplit("/", 1)[-1] for file in record.files],
        "table": record.table,
        "snapshot": str(record.snapshot_id),
    }
    if record.reasons:
        metadata["dead_letter_reasons"] = reasons_table(record.reasons)
    return _with_duration(metadata, seconds)


def candidate_metadata(
    *, identifier: str, rows: int, preview: Preview, seconds: float | None = None
) -> Metadata:
    """What was staged, with a small preview in which personal columns are masked."""
    return _with_duration(
        {
            "dagster/row_count": rows,
            "candidate": identifier,
            "preview": dg.MetadataValue.md(preview.markdown()),
        },
        seconds,
    )


def publication_metadata(
    evidence: Mapping[str, str], snapshot_id: int, seconds: float | None = None
) -> Metadata:
    """What was published and the evidence that travels with it."""
    metadata: Metadata = {
        "dagster/row_count": int(evidence.get("mesh.rows", 0)),
        "snapshot": str(snapshot_id),
        "version": evidence.get("mesh.version", ""),
        "received": int(evidence.get("mesh.received", 0)),
        "dead_letters": int(evidence.get("mesh.dead-letters", 0)),
        "evidence": dg.MetadataValue.md(_evidence_markdown(evidence)),
    }
    return _with_duration(metadata, seconds)


def verdict_metadata(verdicts: Sequence[Verdict]) -> Metadata:
    """Measured values and thresholds: plain for one rule, as a table for several."""
    if len(verdicts) == 1:
        verdict = verdicts[0]
        metadata: Metadata = {
            "measured": _plain(verdict.measured),
            "expected": verdict.expected,
            "outcome": verdict.outcome.value,
            "scope": verdict.scope.value,
        }
        return metadata | ({"detail": verdict.detail} if verdict.detail else {})
    failed = [verdict for verdict in verdicts if not verdict.passed]
    return {
        "rules": len(verdicts),
        "violated": len(failed),
        "verdicts": dg.MetadataValue.table(
            [_verdict_record(verdict) for verdict in [*failed, *_passed(verdicts)]],
            schema=_MEASURES,
        ),
    }


def reasons_table(reasons: Mapping[str, int]) -> dg.TableMetadataValue:
    """Dead-letter reasons, most frequent first."""
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    records = [dg.TableRecord({"rule": rule, "dead_letters": count}) for rule, count in ordered]
    return dg.MetadataValue.table(records, schema=_REASONS)


def _passed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.passed]


def _verdict_record(verdict: Verdict) -> dg.TableRecord:
    return dg.TableRecord(
        {
            "rule": verdict.rule,
            "outcome": verdict.outcome.value,
            "measured": str(_plain(verdict.measured)),
            "expected": verdict.expected,
            "severity": verdict.severity.value,
            "scope": verdict.scope.value,
            "detail": verdict.detail,
        }
    )


def _plain(measured: float | str | None) -> float | int | str:
    return "not measured" if measured is None else measured


def _evidence_markdown(evidence: Mapping[str, str]) -> str:
    rows = [f"| `{name}` | {value} |" for name, value in sorted(evidence.items())]
    return "\n".join(["| evidence | value |", "|---|---|", *rows])


def _with_duration(metadata: Metadata, seconds: float | None) -> Metadata:
    return metadata if seconds is None else metadata | {"duration_seconds": round(seconds, 3)}
