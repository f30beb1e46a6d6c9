"""`mesh demo`: a fortnight of orders, published through Dagster, and the board."""

import click

from mesh_assets.cli.board import print_board
from mesh_assets.cli.progress import partition_progress
from mesh_assets.cli.rendering import console
from mesh_assets.demo.days import BROKEN_FEED_DAY, CENTS_DAY, DAYS
from mesh_assets.demo.landing import write_correction, write_landing
from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import Settings, load_settings

_PRODUCT = "orders/customer-orders"

_NEXT = f"""\
What to look at next:
  make ui                        the Dagster UI on http://127.0.0.1:3000, with these partitions
  .venv/bin/mesh dead-letters {_PRODUCT} --partition {BROKEN_FEED_DAY}
  .venv/bin/mesh evidence {_PRODUCT} --partition {CENTS_DAY}
  .venv/bin/mesh query "from orders.customer_orders limit 5"
"""


@click.command()
def demo() -> None:
    """Generate 14 days of orders, publish them through Dagster, and print the board.

    Three days are refused, each by another gate; one of them arrives again, corrected.
    """
    settings = load_settings()
    landing = settings.home / "landing"
    click.echo(f"Writing {len(DAYS)} days of orders to {landing}")
    write_landing(landing)
    _publish(settings, [str(day) for day in DAYS])
    click.echo(f"{CENTS_DAY} arrives again, corrected")
    write_correction(landing)
    _publish(settings, [str(CENTS_DAY)])
    product = load_mesh(settings.domains).product(_PRODUCT)
    click.echo()
    print_board([product_status(open_installation(settings), product)])
    click.echo(_NEXT)


def _publish(settings: Settings, days: list[str]) -> None:
    definitions = domain_definitions("orders", settings)
    refused = []
    with dagster_instance(settings) as instance, partition_progress() as progress:
        task = progress.add_task(_PRODUCT, total=len(days))
        for day in days:
            progress.update(task, description=f"{_PRODUCT} {day}")
            if not execute_partition(definitions, instance, day).success:
                refused.append(day)
            progress.advance(task)
    published = len(days) - len(refused)
    noted = f"; refused: {', '.join(refused)}" if refused else ""
    console().print(f"Dagster published {published} of {len(days)} partitions{noted}")
