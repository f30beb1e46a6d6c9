"""The board of one product, for people and for machines."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from mesh_assets.cli.measures import share_words, span_words, verdict_words
from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.board import PartitionStatus, ProductStatus
from mesh_assets.pipeline.objectives import CompletenessStatus, FreshnessStatus
from mesh_assets.ports.inputs.files import describe_unexpected
from mesh_assets.product.graph import ProductGraph

_COLUMNS = ("partition", "received#", "accepted#", "dead letters#", "published#", "state", "why")


def print_board(statuses: Iterable[ProductStatus]) -> None:
    """Print one table for each product, and what its objectives come to."""
    screen = console()
    for status in statuses:
        screen.print(f"[bold]{status.product}[/bold] {status.version}")
        if status.partitions:
            screen.print(table(_COLUMNS, [_row(found) for found in status.partitions]))
        else:
            screen.print("  nothing has been ingested yet")
        screen.print(f"freshness: {_freshness(status.freshness)}", markup=False)
        screen.print(f"completeness: {_completeness(status.completeness)}", markup=False)
        for notice in status.notices:
            screen.print(f"lifecycle: {notice}", markup=False)
        if status.unexpected:
            screen.print(f"landing: {describe_unexpected(status.unexpected)}", markup=False)
        screen.print()


def board_document(status: ProductStatus, graph: ProductGraph) -> dict[str, Any]:
    """The same for machines: instants in ISO 8601, durations in seconds, shares from 0 to 1."""
    return {
        "product": status.product,
        "version": status.version,
        "lifecycle": status.lifecycle.model_dump(mode="json", exclude_none=True),
        "notices": list(status.notices),
        "freshness": _freshness_document(status.freshness),
        "completeness": _completeness_document(status.completeness),
        "consumers": list(graph.consumers(status.product)),
        "all_consumers": list(graph.all_consumers(status.product)),
        "unexpected_files": [
            {"file": str(file.path), "reason": file.reason} for file in status.unexpected
        ],
        "partitions": [
            {
                "partition": found.partition,
                "state": found.state.value,
                "received": found.received,
                "accepted": found.accepted,
                "dead_lettered": found.dead_lettered,
                "published_rows": found.rows,
                "published_at": _instant(found.published_at),
                "reasons": list(found.reasons),
            }
            for found in status.partitions
        ],
    }


def _freshness_document(freshness: FreshnessStatus) -> dict[str, Any]:
    return {
        "newest_event": _instant(freshness.newest_event),
        "last_publication": _instant(freshness.last_publication),
        "age_seconds": _seconds(freshness.age),
        "objective_seconds": _seconds(freshness.objective),
        "kept": freshness.kept,
    }


def _completeness_document(completeness: CompletenessStatus) -> dict[str, Any]:
    share, objective = completeness.share, completeness.objective
    return {
        "received": completeness.received,
        "accepted": completeness.accepted,
        "partitions": completeness.partitions,
        "share": None if share is None else float(share),
        "objective": None if objective is None else float(objective),
        "kept": completeness.kept,
    }


def _row(status: PartitionStatus) -> tuple[str, ...]:
    return (
        status.partition or "all",
        f"{status.received:,}",
        f"{status.accepted:,}",
        f"{status.dead_lettered:,}",
        f"{status.rows:,}" if status.published_at else "-",
        status.state.value,
        _why(status.reasons),
    )


def _why(reasons: Sequence[str]) -> str:
    """The first reason; `mesh status --json` has them all."""
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return f"{reasons[0]}{more}" if reasons else ""


def _freshness(status: FreshnessStatus) -> str:
    if status.age is None:
        return "nothing is published yet"
    what, since = "newest event", status.newest_event
    if since is None:
        what, since = "published", status.last_publication
    told = f"{what} {since:%Y-%m-%d %H:%M} UTC, {span_words(status.age)} old"
    if status.objective is None:
        return f"{told}; no objective"
    return f"{told}; objective {span_words(status.objective)}: {verdict_words(status.kept)}"


def _completeness(status: CompletenessStatus) -> str:
    if status.share is None:
        return "nothing has been received yet"
    told = f"{share_words(status.share)} of {status.received:,} records"
    if status.partitions > 1:
        told = f"{told} in the last {status.partitions} partitions"
    if status.objective is None:
        return f"{told}; no objective"
    return f"{told}; objective {share_words(status.objective)}: {verdict_words(status.kept)}"


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _seconds(value: timedelta | None) -> float | None:
    return None if value is None else value.total_seconds()
