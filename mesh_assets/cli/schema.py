"""`mesh schema`: the JSON Schema of the specs."""

import json
from typing import cast

import click

from mesh_assets.product.json_schema import KINDS, Kind, declaration_schema, json_schema
from mesh_assets.registry.declaration import RegistryDeclaration

REGISTRY = "registry"
"""The kind that is no part of the language of products."""


@click.command()
@click.argument("kind", type=click.Choice([*KINDS, REGISTRY]), default="product")
def schema(kind: str) -> None:
    """Print the JSON Schema of product.yaml, domain.yaml, registry.yaml or a consumer contract.

    Editors complete and check a spec whose first line names the schema:
    `# yaml-language-server: $schema=docs/schema/product.schema.json`.
    """
    if kind == REGISTRY:
        found = declaration_schema(RegistryDeclaration)
    else:
        found = json_schema(cast("Kind", kind))
    click.echo(json.dumps(found, indent=2, ensure_ascii=False))
