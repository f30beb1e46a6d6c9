"""`mesh dead-letters`: refused records, with every rule that they violate."""

import json

import click

from mesh_assets.cli.products import find_product, partition_option, product_argument
from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.dead_letter_box import DeadLetter, read_dead_letters
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.settings import load_settings

_LONGEST_RECORD = 100


@click.command("dead-letters")
@product_argument
@partition_option
@click.option("--limit", default=50, show_default=True, help="How many records at the most.")
@click.option("--json", "as_json", is_flag=True, help="NDJSON with the whole records.")
def dead_letters(
    product: str,
    partition: str | None,
    limit: int,
    as_json: bool,
) -> None:
    """Print the records that their contract refused, newest partition first."""
    settings = load_settings()
    found = find_product(settings, product)
    installation = open_installation(settings)
    letters = read_dead_letters(installation, found, partition_key=partition, limit=limit)
    if as_json:
        for letter in letters:
            click.echo(json.dumps(letter.as_json()))
        return
    if not letters:
        click.echo(f"{product} has no dead letters" + (f" in {partition}" if partition else ""))
        return
    columns = ("partition", "port", "file", "line#", "rules", "record")
    console().print(table(columns, [_row(letter) for letter in letters]))


def _row(letter: DeadLetter) -> tuple[str, ...]:
    record = letter.record
    shown = record if len(record) <= _LONGEST_RECORD else f"{record[:_LONGEST_RECORD]}…"
    return (
        letter.partition or "all",
        letter.port,
        letter.source_file.rsplit("/", 1)[-1],
        "?" if letter.line is None else str(letter.line),
        ", ".join(letter.rules),
        shown,
    )
