"""`mesh schema`: the JSON Schema of the specs."""

import json

import click

from mesh_assets.product.json_schema import KINDS, Kind, json_schema


@click.command()
@click.argument("kind", type=click.Choice(KINDS), default="product")
def schema(kind: Kind) -> None:
    """Print the JSON Schema of product.yaml, domain.yaml or a consumer contract.

    Editors complete and check a spec whose first line names the schema:
    `# yaml-language-server: $schema=docs/schema/product.schema.json`.
    """
    click.echo(json.dumps(json_schema(kind), indent=2, ensure_ascii=False))
