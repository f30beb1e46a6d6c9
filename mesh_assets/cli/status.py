"""`mesh status`: every product and partition, received, accepted, published or refused and why."""

import json

import click

from mesh_assets.cli.board import board_document, print_board
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings


@click.command()
@click.argument("products", nargs=-1, metavar="[DOMAIN/NAME]...")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def status(products: tuple[str, ...], as_json: bool) -> None:
    """Print the board: partitions, dead letters, refusals, and freshness against the SLO."""
    settings = load_settings()
    mesh = load_mesh(settings.domains)
    chosen = [mesh.product(name) for name in products] or list(mesh.products)
    installation = open_installation(settings)
    found = [product_status(installation, product) for product in chosen]
    if as_json:
        click.echo(json.dumps([board_document(one) for one in found], indent=2))
    else:
        print_board(found)
