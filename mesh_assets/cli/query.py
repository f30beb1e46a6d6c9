"""`mesh query`: SQL on published tables, as of now."""

import csv
import json
import sys

import click

from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.query import query_published
from mesh_assets.settings import load_settings


@click.command()
@click.argument("sql")
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How rows are printed.",
)
def query(sql: str, shape: str) -> None:
    """Run SQL on published tables, named `<domain>.<product>`.

    Example: mesh query "select status, count(*) from orders.customer_orders group by all"
    """
    result = query_published(open_installation(load_settings()), sql)
    match shape:
        case "csv":
            writer = csv.writer(sys.stdout)
            writer.writerow(result.columns)
            writer.writerows(result.rows)
        case "json":
            rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
            click.echo(json.dumps(rows, indent=2, default=str))
        case _:
            cells = [tuple("" if v is None else str(v) for v in row) for row in result.rows]
            console().print(table(result.columns, cells))
            click.echo(f"{len(cells)} row{'' if len(cells) == 1 else 's'}")
