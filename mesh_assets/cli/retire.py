"""`mesh retire`: the end of a major version that nobody consumes any more."""

import json

import click

from mesh_assets.cli.products import product_argument
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.retirement import find_major
from mesh_assets.pipeline.retirement import retire as archive
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@click.option("--major", type=int, required=True, metavar="N", help="The major version that ends.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def retire(product: str, major: int, as_json: bool) -> None:
    """Archive a major version whose sunset has come, once nobody consumes it.

    Its table stays readable in the namespace `archive`, with all of its evidence; nothing is
    published to it any more. Refuses before the sunset, and names every consumer that is left.
    """
    settings = load_settings()
    mesh = load_mesh(settings.domains)
    version = find_major(mesh, product, major)
    record = archive(open_installation(settings), mesh, version)
    if as_json:
        told = {"product": record.product, "version": str(version.version)}
        archived = {"table": record.table_name, "retired_at": record.retired_at.isoformat()}
        click.echo(json.dumps(told | archived, indent=2))
    else:
        click.echo(f"{record.product} {version.version} is archived as {record.table_name}")
