"""The metadata that people look at on the asset pages."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import dagster as dg

from mesh_assets.gates.verdict import Verdict
from mesh_assets.lakehouse.history import CONTENT_DIGEST
from mesh_assets.pipeline.ingestion.result import Ingest
from mesh_assets.pipeline.preview import Preview

Metadata = dict[str, Any]

_GATE = "mesh.gate."
_TOLD_ELSEWHERE = {"mesh.gates", "mesh.inputs"}
"""Evidence for machines: the rules are asset checks here, and the inputs a table of their own."""


def ingest_metadata(ingest: Ingest, seconds: float | None = None) -> Metadata:
    """Received, accepted and dead-lettered rows; the reasons, and the late rows, as tables."""
    record = ingest.record
    metadata: Metadata = {
        "dagster/row_count": record.accepted,
        "received": record.received,
        "accepted": record.accepted,
        "dead_letters": record.dead_lettered,
        "table": record.table,
        "snapshot": str(record.snapshot_id),
    }
    if record.files:
        names = (file.rsplit("/", 1)[-1] for file in record.files)
        metadata["files"] = dg.MetadataValue.md(_bullets(names))
    if record.reasons:
        metadata["dead_letter_reasons"] = _reasons_table(record.reasons)
    if record.notices:
        metadata["notices"] = dg.MetadataValue.md(_bullets(record.notices))
    if ingest.late:
        metadata["late_rows"] = table(("partition", "late_rows"), sorted(ingest.late.items()))
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
        "gates": table(("gate", "outcome"), _gates(evidence)),
        "inputs": table(("port", "table", "snapshot"), _inputs(evidence)),
        "evidence": dg.MetadataValue.md(_evidence_markdown(evidence)),
    }
    return _with_duration(metadata, seconds)


def data_version_tags(evidence: Mapping[str, str]) -> dict[str, str]:
    """The content of what a partition shows as its data version: equal for equal rows."""
    return {"dagster/data_version": evidence.get(CONTENT_DIGEST, "")}


def verdict_metadata(verdicts: Sequence[Verdict]) -> Metadata:
    """Measured values and thresholds: plain for one rule, as a table for several.

    The page sorts by name, so that the names put the counts before the table.
    """
    if len(verdicts) == 1:
        verdict = verdicts[0]
        metadata: Metadata = {
            "measured": _rounded(verdict.measured),
            "expected": verdict.expected,
            "outcome": outcome_words(verdict),
        }
        return metadata | ({"detail": verdict.detail} if verdict.detail else {})
    violated_first = sorted(verdicts, key=lambda verdict: verdict.passed)
    return {
        "rules_judged": len(verdicts),
        "rules_violated": sum(not verdict.passed for verdict in verdicts),
        "verdicts": table(
            ("rule", "outcome", "measured", "expected", "detail"),
            [
                (
                    verdict.rule,
                    outcome_words(verdict),
                    measured_words(verdict),
                    verdict.expected,
                    verdict.detail,
                )
                for verdict in violated_first
            ],
        ),
    }


def table(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> dg.TableMetadataValue:
    """A table of texts and whole numbers, typed by its first row."""
    records = [dict(zip(columns, row, strict=True)) for row in rows]
    first = records[0] if records else {}
    kinds = {name: "int" if isinstance(first.get(name), int) else "string" for name in columns}
    return dg.MetadataValue.table(
        [dg.TableRecord(record) for record in records],
        schema=dg.TableSchema([dg.TableColumn(name, kind) for name, kind in kinds.items()]),
    )


def measured_words(verdict: Verdict) -> str:
    """The measured value for people, as the table and the list of past results write it."""
    measured = _rounded(verdict.measured)
    return str(measured).removesuffix(".0") if isinstance(measured, float) else str(measured)


def outcome_words(verdict: Verdict) -> str:
    """The outcome, and what it means when the rule only warns."""
    warns = not verdict.passed and not verdict.refuses
    return f"{verdict.outcome} (warning)" if warns else verdict.outcome.value


def _rounded(measured: float | str | None) -> float | int | str:
    """A number without digits that mean nothing to people: four after the point.

    Of a number below one, four that are not zero.
    """
    if measured is None:
        return "not measured"
    if isinstance(measured, float):
        return round(measured, 4) if abs(measured) >= 1 else float(f"{measured:.4g}")
    return measured


def _reasons_table(reasons: Mapping[str, int]) -> dg.TableMetadataValue:
    """Dead-letter reasons, most frequent first."""
    ordered = sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
    return table(("rule", "dead_letters"), ordered)


def _gates(evidence: Mapping[str, str]) -> list[tuple[str, str]]:
    told = evidence.items()
    return [(name.removeprefix(_GATE), value) for name, value in told if name.startswith(_GATE)]


def _inputs(evidence: Mapping[str, str]) -> list[tuple[str, str, str]]:
    inputs = json.loads(evidence.get("mesh.inputs", "[]"))
    return [(one["port"], one["table"], one["snapshot"]) for one in inputs]


def _evidence_markdown(evidence: Mapping[str, str]) -> str:
    shown = {name: value for name, value in evidence.items() if name not in _TOLD_ELSEWHERE}
    rows = [f"| `{name}` | {_cell(value)} |" for name, value in sorted(shown.items())]
    return "\n".join(["| evidence | value |", "|---|---|", *rows])


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- `{line}`" for line in lines)


def _with_duration(metadata: Metadata, seconds: float | None) -> Metadata:
    return metadata if seconds is None else metadata | {"duration_seconds": round(seconds, 3)}
