"""`mesh lineage`: where the columns of a product come from, and who uses them."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

import click

from mesh_assets.cli.impact import user_lines
from mesh_assets.cli.products import find_product
from mesh_assets.compute.dbt import DbtProject
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.metadata.impact import column_impact
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.metadata.lineage.promises import promised_contract
from mesh_assets.metadata.lineage.provenance import EVERYTHING, Origins
from mesh_assets.metadata.lineage.upstream import Upstream, direct, upstreams
from mesh_assets.product.mesh import load_sound_domains
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import load_settings


class UnknownColumn(MeshError):
    """A column was asked for that the product neither publishes nor promises."""


@click.command()
@click.argument("column", metavar="DOMAIN/NAME[.COLUMN]")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def lineage(column: str, as_json: bool) -> None:
    """Print from which columns a product is made, and who uses it.

    With a COLUMN, such as `orders/customer-orders.currency` or a dotted path in it, the whole way:
    up to what was landed, and down to every product, model, column and person.
    """
    settings = load_settings()
    identifier, _, path = column.partition(".")
    product = find_product(settings, identifier)
    mesh, _ = load_sound_domains(settings.domains)
    found = MeshLineage(mesh, DbtProject(settings))
    known = _columns(found, product)
    if path and path not in known:
        meant = suggest(path, known)
        hint = f"did you mean `{meant}`?" if meant else f"it has {', '.join(known) or 'none'}"
        raise UnknownColumn(f"{identifier} has no column `{path}`: {hint}")
    if as_json:
        document = _document(found, product, [path] if path else known)
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for line in _column_lines(found, product, path) if path else _lines(found, product, known):
        click.echo(line)


def _columns(lineage: MeshLineage, product: DataProduct) -> list[str]:
    """What the product publishes by its models, and what it promises; with what is inside."""
    contract = promised_contract(product)
    promised = [path for path, _ in contract.walk()] if contract else []
    return list(dict.fromkeys([*lineage.of(product).output.columns, *promised]))


def _lines(lineage: MeshLineage, product: DataProduct, known: Iterable[str]) -> Iterator[str]:
    found = lineage.of(product)
    yield product.identifier
    for name in known:
        if name in found.output.columns:
            origins = found.output.columns[name].origins
            yield f"    {name} <- {_spoken(direct(lineage, product, origins)) or 'no column'}"
    if found.output.rows:
        yield f"    which rows <- {_spoken(direct(lineage, product, found.output.rows))}"
    yield from (f"    every column counts as used by {reason}" for reason in found.unfollowed)
    impact = column_impact(lineage, product.identifier)
    yield "    is used by" if impact.is_used else "    nobody known uses it"
    yield from user_lines(impact)


def _column_lines(lineage: MeshLineage, product: DataProduct, path: str) -> Iterator[str]:
    yield f"{product.identifier}.{path}"
    found = upstreams(lineage, product, path)
    yield "    is made of" if found else "    is made of no column"
    yield from _indented(found, "        ")
    reasons = lineage.of(product).unfollowed
    yield from (f"    every column counts as used by {reason}" for reason in reasons)
    impact = column_impact(lineage, product.identifier, path)
    yield "    is used by" if impact.is_used else "    nobody known uses it"
    yield from user_lines(impact)


def _indented(columns: Iterable[Upstream], indent: str) -> Iterator[str]:
    for column in columns:
        yield f"{indent}{_named(column)}"
        yield from _indented(column.made_of, f"{indent}    ")


def _spoken(columns: Iterable[Upstream]) -> str:
    return ", ".join(_named(column) for column in columns)


def _named(column: Upstream) -> str:
    if column.column == EVERYTHING:
        return f"every column of {column.source}"
    joint = "." if column.is_product else ": "
    return f"{column.source}{joint}{column.column}"


def _document(lineage: MeshLineage, product: DataProduct, columns: Iterable[str]) -> dict[str, Any]:
    found = lineage.of(product)
    return {
        "product": product.identifier,
        "columns": [
            {
                "column": path,
                "upstream": [asdict(each) for each in upstreams(lineage, product, path)],
                "downstream": asdict(column_impact(lineage, product.identifier, path)),
            }
            for path in columns
        ],
        "rows": _listed(lineage, product, found.output.rows),
        "unfollowed": list(found.unfollowed),
        "models": [
            {
                "model": model.name,
                "file": model.file,
                "reads": _listed(lineage, product, model.reads),
            }
            for model in found.models
        ],
    }


def _listed(lineage: MeshLineage, product: DataProduct, origins: Origins) -> list[dict[str, Any]]:
    return [
        {"source": each.source, "column": each.column, "is_product": each.is_product}
        for each in direct(lineage, product, origins)
    ]
