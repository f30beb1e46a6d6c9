"""`mesh publish`: the six verbs without Dagster, one partition or a range of them."""

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import click
from rich.markup import escape

from mesh_assets.cli.products import find_partitions, find_product, product_argument
from mesh_assets.cli.progress import partition_progress
from mesh_assets.cli.rendering import console, table
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.orchestration.reported_attempts import (
    reported_publications,
    reported_republications,
)
from mesh_assets.pipeline.attempt import Attempt
from mesh_assets.pipeline.installation import Installation, open_installation
from mesh_assets.pipeline.late_data import OutdatedPartition, outdated_partitions
from mesh_assets.ports.inputs.files import describe_unexpected, unexpected_files
from mesh_assets.product.partition import Partition
from mesh_assets.product.partitions import UnknownPartition
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings, load_settings

_COLUMNS = ("partition", "received#", "accepted#", "dead letters#", "rows#", "seconds#", "state")


@click.command()
@product_argument
@click.option(
    "--partition",
    metavar="KEY|FROM..TO",
    help="One partition (2026-01-05), or all of a range (2026-01-01..2026-01-31).",
)
def publish(product: str, partition: str | None) -> None:
    """Ingest, build, stage, audit and publish partitions of a product.

    Each partition is gated and published on its own: a refused one holds back no other. Earlier
    partitions whose rows arrived late with these are built, gated and published again, once each.
    What was done is reported to the Dagster instance. Exits with 1 when any partition was not
    published.
    """
    settings = load_settings()
    found = find_product(settings, product)
    wanted = _begun_partitions(settings, found, partition)
    installation = open_installation(settings)
    with dagster_instance(settings) as instance:
        attempts = _watched(
            found, len(wanted), reported_publications(installation, instance, found, wanted)
        )
        late = _touched_by_late_rows(installation, found, wanted)
        earlier = [each.partition for each in late]
        again = _watched(
            found, len(earlier), reported_republications(installation, instance, found, earlier)
        )
    _print(attempts, again, late)
    if not all(attempt.published for attempt in [*attempts, *again]):
        sys.exit(1)


def _begun_partitions(
    settings: Settings, product: DataProduct, text: str | None
) -> list[Partition | None]:
    """The partitions that were named; raises UnknownPartition, with the files left alone."""
    now = datetime.now(UTC)
    try:
        wanted = find_partitions(product, text)
        for partition in wanted:
            if partition is not None and product.partitions is not None:
                product.partitions.refuse_future(partition, now)
    except UnknownPartition as unknown:
        left = describe_unexpected(unexpected_files(product, settings.home, now))
        raise UnknownPartition(f"{unknown}; {left}" if left else str(unknown)) from None
    return wanted


def _watched(product: DataProduct, total: int, attempts: Iterator[Attempt]) -> list[Attempt]:
    """Show how far the attempts have come, until all are made."""
    made = []
    with partition_progress() as progress:
        task = progress.add_task(product.identifier, total=total)
        for attempt in attempts:
            made.append(attempt)
            title = f"{product.identifier} {attempt.partition_key or ''}"
            progress.update(task, description=title, advance=1)
    return made


def _touched_by_late_rows(
    installation: Installation, product: DataProduct, arrived: Sequence[Partition | None]
) -> list[OutdatedPartition]:
    keys = {partition.key for partition in arrived if partition}
    outdated = outdated_partitions(installation, product)
    return [each for each in outdated if keys.intersection(each.arrivals)]


def _print(
    attempts: Sequence[Attempt], again: Sequence[Attempt], late: Sequence[OutdatedPartition]
) -> None:
    screen = console()
    rows = [_row(attempt, "published") for attempt in attempts]
    rows += [_row(attempt, "published again") for attempt in again]
    screen.print(table(_COLUMNS, rows))
    for outdated in late:
        arrivals = ", ".join(outdated.arrivals)
        screen.print(f"\nrows of {outdated.partition} came late with {arrivals}", markup=False)
    for notice in _notices([*attempts, *again]):
        screen.print(f"\n[bold]warning[/bold]: {escape(notice)}")
    refused = [attempt for attempt in [*attempts, *again] if not attempt.published]
    for attempt in refused:
        screen.print(f"\n[bold]{attempt.partition_key or 'the product'} was not published[/bold]")
        for reason in attempt.reasons:
            screen.print(f"  - {reason}", markup=False)
    total = len(attempts) + len(again)
    if refused and total > 1:
        names = ", ".join(attempt.partition_key or "" for attempt in refused)
        screen.print(f"\n{len(refused)} of {total} partitions not published: {names}")


def _notices(attempts: Sequence[Attempt]) -> list[str]:
    """What was said of the products that were read, each once."""
    records = (ingest.record for attempt in attempts for ingest in attempt.ingests)
    return list(dict.fromkeys(notice for record in records for notice in record.notices))


def _row(attempt: Attempt, published: str) -> tuple[str, ...]:
    records = [ingest.record for ingest in attempt.ingests]
    counts = (
        sum(record.received for record in records),
        sum(record.accepted for record in records),
        sum(record.dead_lettered for record in records),
    )
    return (
        attempt.partition_key or "-",
        *(f"{count:,}" if records else "-" for count in counts),
        f"{attempt.candidate.rows:,}" if attempt.candidate else "-",
        f"{sum(attempt.seconds.values()):.2f}",
        published if attempt.published else "refused",
    )
