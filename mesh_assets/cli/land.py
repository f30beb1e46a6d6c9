"""`mesh land`: drop a file into a product's landing folder."""

from pathlib import Path

import click

from mesh_assets.cli.products import find_product, product_argument
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@click.argument(
    "file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
def land(product: str, file: Path) -> None:
    """Drop a file into a product's landing folder, divided by partition where it has to be."""
    from mesh_assets.selfservice.landing import land as land_file  # noqa: PLC0415

    settings = load_settings()
    for written in land_file(settings, find_product(settings, product), file):
        click.echo(written)
