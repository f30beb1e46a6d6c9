"""`mesh status`: the whole mesh at a glance, or a product partition by partition."""

import json

import click

from mesh_assets.cli.board import board_document, print_board
from mesh_assets.cli.overview import print_overview
from mesh_assets.cli.products import find_product
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import load_sound_domains
from mesh_assets.settings import load_settings


@click.command()
@click.argument("products", nargs=-1, metavar="[DOMAIN/NAME]...")
@click.option("--json", "as_json", is_flag=True, help="For machines; with every partition.")
def status(products: tuple[str, ...], as_json: bool) -> None:
    """Print the board: publications, refusals and objectives of every product, or of some.

    Without a DOMAIN/NAME, one line for each product of the mesh; with it, all of its partitions.
    A domain whose files hold mistakes keeps nobody from seeing the others.
    """
    settings = load_settings()
    mesh, problems = load_sound_domains(settings.domains)
    chosen = [find_product(settings, name) for name in products] or list(mesh.products)
    installation = open_installation(settings)
    found = [product_status(installation, product) for product in chosen]
    graph = ProductGraph.of(mesh.products)
    if problems:
        files = sorted({str(problem.file) for problem in problems})
        click.echo(
            f"Left out are the domains of {', '.join(files)}: `mesh validate` says why", err=True
        )
    if as_json:
        click.echo(json.dumps([board_document(one, graph) for one in found], indent=2))
    elif products:
        print_board(found)
    else:
        print_overview(found, graph)
