"""`mesh demo`: four domains, published in dependency order, and the board."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import click
import dagster as dg

from mesh_assets.cli.board import print_board
from mesh_assets.cli.overview import print_overview
from mesh_assets.cli.progress import partition_progress
from mesh_assets.cli.rendering import console
from mesh_assets.demo.customers import CHANGES_DAY
from mesh_assets.demo.days import BROKEN_FEED_DAY, CENTS_DAY, DAYS
from mesh_assets.demo.due import due_partitions
from mesh_assets.demo.landing import write_correction, write_landing, write_profiles
from mesh_assets.demo.publishing import publish_partitions
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.installation import Installation, open_installation
from mesh_assets.product.graph import ProductGraph, publication_order
from mesh_assets.product.mesh import load_mesh
from mesh_assets.product.partition import Partition
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import load_settings

_ORDERS = "orders/customer-orders"
_REVENUE = "finance/daily-revenue"

_UNTIL = datetime.combine(DAYS[-1] + timedelta(days=1), time(), UTC)
"""The end of the demo's last day: what is published is what had ended by then."""

_NEXT = f"""\
What to look at next:
  make ui                        the Dagster UI on http://127.0.0.1:3000, with these partitions
  .venv/bin/mesh status {_REVENUE}
  .venv/bin/mesh query "from finance.daily_revenue order by all"
  .venv/bin/mesh evidence {_REVENUE} --partition {DAYS[-1]}
  .venv/bin/mesh dead-letters {_ORDERS} --partition {BROKEN_FEED_DAY}
"""


@click.command()
def demo() -> None:
    """Publish the whole mesh on 14 days of generated data, and print the board.

    Three days of orders are refused, each by another gate, and with them what reads them. One of
    them arrives again, corrected, and so do the customers' profiles: what reads these follows.
    """
    installation = open_installation(load_settings())
    landing = installation.settings.home / "landing"
    click.echo(f"Writing {len(DAYS)} days of orders, payments and profiles to {landing}")
    write_landing(landing)
    write_profiles(landing, CHANGES_DAY - timedelta(days=1))
    with dagster_instance(installation.settings) as instance:
        _publish_what_is_due(installation, instance)
        click.echo(f"{CENTS_DAY} arrives again, corrected, and so do the customers' profiles")
        write_correction(landing)
        write_profiles(landing, DAYS[-1])
        _publish_what_is_due(installation, instance)
    _print_board(installation)
    click.echo(_NEXT)


def _publish_what_is_due(installation: Installation, instance: dg.DagsterInstance) -> None:
    built: dict[str, Sequence[Partition | None]] = {}
    for product in publication_order(load_mesh(installation.settings.domains)):
        due = due_partitions(installation, product, built, _UNTIL)
        if due:
            _publish(installation, instance, product, due)
            built[product.identifier] = due


def _publish(
    installation: Installation,
    instance: dg.DagsterInstance,
    product: DataProduct,
    due: Sequence[Partition | None],
) -> None:
    refused = []
    with partition_progress() as progress:
        task = progress.add_task(product.identifier, total=len(due))
        for key, is_published in publish_partitions(installation, instance, product, due):
            if not is_published:
                refused.append(key or "the product")
            progress.update(task, description=f"{product.identifier} {key or ''}", advance=1)
    noted = f"; refused: {', '.join(refused)}" if refused else ""
    console().print(f"published {product.identifier}{noted}")


def _print_board(installation: Installation) -> None:
    mesh = load_mesh(installation.settings.domains)
    click.echo()
    print_overview(
        [product_status(installation, product) for product in mesh.products],
        ProductGraph.of(mesh.products),
    )
    click.echo()
    print_board([product_status(installation, mesh.product(_ORDERS))])
