"""`mesh publish`: the six verbs without Dagster, one partition or a range of them."""

import sys
import uuid

import click

from mesh_assets.cli.products import find_partitions, find_product, product_argument
from mesh_assets.cli.progress import partition_progress
from mesh_assets.cli.rendering import console, table
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.orchestration.reporting import PublicationReport
from mesh_assets.pipeline.attempt import Attempt, attempt_publication
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@click.option(
    "--partition",
    metavar="KEY|FROM..TO",
    help="One partition (2026-01-05), or all of a range (2026-01-01..2026-01-31).",
)
def publish(product: str, partition: str | None) -> None:
    """Ingest, build, stage, audit and publish partitions of a product.

    Each partition is gated and published on its own: a refused one holds back no other. What was
    done is reported to the Dagster instance. Exits with 1 when any partition was not published.
    """
    settings = load_settings()
    found = find_product(settings, product)
    partitions = find_partitions(found, partition)
    installation = open_installation(settings)
    models = installation.dbt.prepared(found.schema_name).product(found.table_name)
    attempts: list[Attempt] = []
    keys = [wanted.key for wanted in partitions if wanted]
    run_id = str(uuid.uuid4())
    with (
        dagster_instance(settings) as instance,
        PublicationReport(instance, found, models, keys, run_id) as report,
        partition_progress() as progress,
    ):
        task = progress.add_task(found.identifier, total=len(partitions))
        for wanted in partitions:
            progress.update(task, description=f"{found.identifier} {wanted or ''}")
            attempt = attempt_publication(installation, found, wanted, run_id=run_id)
            report.add(attempt)
            attempts.append(attempt)
            progress.advance(task)
    _print(attempts)
    if not all(attempt.published for attempt in attempts):
        sys.exit(1)


def _print(attempts: list[Attempt]) -> None:
    screen = console()
    screen.print(
        table(
            ("partition", "received#", "accepted#", "dead letters#", "rows#", "seconds#", "state"),
            [_row(attempt) for attempt in attempts],
        )
    )
    refused = [attempt for attempt in attempts if not attempt.published]
    for attempt in refused:
        screen.print(f"\n[bold]{attempt.partition_key or 'the product'} was not published[/bold]")
        for reason in attempt.reasons:
            screen.print(f"  - {reason}", markup=False)
    if refused and len(attempts) > 1:
        names = ", ".join(attempt.partition_key or "" for attempt in refused)
        screen.print(f"\n{len(refused)} of {len(attempts)} partitions not published: {names}")


def _row(attempt: Attempt) -> tuple[str, ...]:
    records = [ingest.record for ingest in attempt.ingests]
    return (
        attempt.partition_key or "-",
        f"{sum(record.received for record in records):,}",
        f"{sum(record.accepted for record in records):,}",
        f"{sum(record.dead_lettered for record in records):,}",
        f"{attempt.candidate.rows:,}" if attempt.candidate else "-",
        f"{sum(attempt.seconds.values()):.2f}",
        "published" if attempt.published else "refused",
    )
