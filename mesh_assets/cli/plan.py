"""`mesh plan`: what publishing the declarations as they are now would change."""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

import click

from mesh_assets.cli.changes import change_lines
from mesh_assets.cli.impact import impact_documents, impact_lines
from mesh_assets.metadata.impact import ColumnImpact, column_impact, impacts
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.pipeline.installation import Installation, open_installation
from mesh_assets.pipeline.planning.plan import Action, Plan, PlannedProduct, plan_mesh
from mesh_assets.pipeline.planning.published import PublishedProduct
from mesh_assets.pipeline.planning.rebuilds import Rebuilds
from mesh_assets.product.mesh import Mesh, load_mesh
from mesh_assets.settings import load_settings

_Reached = dict[str, tuple[ColumnImpact, ...]]

_SIGNS = {Action.ADD: "+", Action.CHANGE: "~", Action.REMOVE: "-"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def plan(as_json: bool) -> None:
    """Compare the declarations with what is published: changes, consumers, rebuilds.

    Nothing is published or changed. Exits with 1 when a change breaks consumers without a new major
    version, or a product is gone that others still read.
    """
    settings = load_settings()
    installation, mesh = open_installation(settings), load_mesh(settings.domains)
    found = plan_mesh(installation, mesh)
    reached = _reached(installation, mesh, found)
    if as_json:
        click.echo(json.dumps(_document(found, reached), indent=2, ensure_ascii=False))
    else:
        for line in _lines(found, reached):
            click.echo(line)
    if found.refusals:
        sys.exit(1)


def _reached(installation: Installation, mesh: Mesh, found: Plan) -> _Reached:
    """Whom the changes reach, by today's models and what they may read of what is published."""
    published = {
        each.product: PublishedProduct.of(each.product, installation.ledger)
        for each in found.products
    }
    earlier = {
        name: [each.contract(each.newest)] for name, each in published.items() if each is not None
    }
    lineage = MeshLineage(mesh, installation.dbt, earlier)
    return {
        each.product: (column_impact(lineage, each.product),)
        if each.action is Action.REMOVE
        else impacts(lineage, each.product, each.changes)
        for each in found.products
    }


def _lines(found: Plan, reached: _Reached) -> Iterator[str]:
    if not found.products:
        yield "What is published is what the declarations say: there is nothing to do."
        return
    for product in found.products:
        yield from _product_lines(product, reached[product.product])
        yield ""
    counts = ", ".join(f"{found.count(action)} to {action.value}" for action in Action)
    yield f"{counts}; {_count(found.partitions, 'partition')} to rebuild"
    yield from (f"refused: {refusal}" for refusal in found.refusals)


def _product_lines(planned: PlannedProduct, reached: tuple[ColumnImpact, ...]) -> Iterator[str]:
    yield f"{_SIGNS[planned.action]} {planned.product} {_versions(planned)}"
    yield from change_lines(planned.changes)
    yield from impact_lines(reached)
    if planned.rebuilds.partitions:
        yield f"    rebuilds {_partitions(planned.rebuilds)}"
    if planned.consumers:
        yield f"    consumers: {', '.join(planned.consumers)}"
    if planned.left_behind:
        yield f"    do not accept {planned.version} yet: {', '.join(planned.left_behind)}"


def _versions(planned: PlannedProduct) -> str:
    match planned.action:
        case Action.ADD:
            return f"{planned.version}, nothing is published yet"
        case Action.REMOVE:
            return f"{planned.published}, no longer declared; its table stays"
        case Action.CHANGE if planned.published == planned.version:
            return str(planned.version)
        case Action.CHANGE:
            return f"{planned.published} -> {planned.version}"


def _partitions(rebuilds: Rebuilds) -> str:
    keys = rebuilds.partitions
    reasons = " and ".join(rebuilds.reasons)
    if keys == ("",):
        return f"the whole table: {reasons} changed"
    span = keys[0] if len(keys) == 1 else f"{keys[0]} to {keys[-1]}"
    return f"{_count(len(keys), 'partition')} ({span}): {reasons} changed"


def _document(found: Plan, reached: _Reached) -> dict[str, object]:
    return {
        "refused": bool(found.refusals),
        "refusals": list(found.refusals),
        "products": [
            _product_document(product, reached[product.product]) for product in found.products
        ],
    }


def _product_document(
    planned: PlannedProduct, reached: tuple[ColumnImpact, ...]
) -> dict[str, object]:
    return {
        **asdict(planned),
        "changes": [change.as_json() for change in planned.changes],
        "impacts": impact_documents(reached),
    }


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
