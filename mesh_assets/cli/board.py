"""The board, for people and for machines."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.board import FreshnessStatus, PartitionStatus, ProductStatus

_COLUMNS = ("partition", "received#", "accepted#", "dead letters#", "published#", "state", "why")
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def print_board(statuses: list[ProductStatus]) -> None:
    """Print one table for each product."""
    screen = console()
    for status in statuses:
        screen.print(f"[bold]{status.product}[/bold] {status.version}")
        if status.partitions:
            screen.print(table(_COLUMNS, [_row(found) for found in status.partitions]))
        else:
            screen.print("  nothing has been ingested yet")
        screen.print(f"freshness: {_freshness(status.freshness)}\n", markup=False)


def board_document(status: ProductStatus) -> dict[str, Any]:
    """The same for machines: instants in ISO 8601, durations in seconds."""
    freshness = status.freshness
    return {
        "product": status.product,
        "version": status.version,
        "freshness": {
            "newest_event": _instant(freshness.newest_event),
            "last_publication": _instant(freshness.last_publication),
            "age_seconds": _seconds(freshness.age),
            "objective_seconds": _seconds(freshness.objective),
            "kept": freshness.kept,
        },
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
    if status.newest_event is None or status.age is None:
        return "nothing is published yet"
    newest = f"newest event {status.newest_event:%Y-%m-%d %H:%M} UTC, {_duration(status.age)} old"
    if status.objective is None:
        return f"{newest}; no objective"
    verdict = "kept" if status.kept else "breached"
    return f"{newest}; objective {_duration(status.objective)}: {verdict}"


def _duration(span: timedelta) -> str:
    for unit, name in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if span >= unit:
            return f"{span / unit:.1f}".removesuffix(".0") + f" {name}"
    return f"{span.total_seconds():.0f} s"


def _instant(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _seconds(value: timedelta | None) -> float | None:
    return None if value is None else value.total_seconds()
