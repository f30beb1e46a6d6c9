"""`mesh contract check`: no change breaks consumers without a new major version."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import click

from mesh_assets.cli.changes import change_lines
from mesh_assets.cli.impact import impact_documents, impact_lines
from mesh_assets.compute.dbt import DbtProject
from mesh_assets.contract.compatibility.products import ComparedProduct, compare_products
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.revision import folder_at
from mesh_assets.errors import MeshError
from mesh_assets.metadata.impact import ColumnImpact, column_impact, impacts
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.metadata.lineage.promises import promised_contract
from mesh_assets.product.mesh import Mesh, load_mesh
from mesh_assets.settings import load_settings

_GIT = "git:"

_Earlier = dict[str, list[Contract]]
_Reached = dict[str, tuple[ColumnImpact, ...]]


def _revision(context: click.Context, parameter: click.Parameter, value: str) -> str:  # noqa: ARG001
    """Read `git:REV`."""
    revision = value.removeprefix(_GIT)
    if not value.startswith(_GIT) or not revision:
        raise click.BadParameter(f"`{value}` names no revision: write {_GIT}main")
    return revision


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)
@click.option(
    "--against", "revision", required=True, metavar="git:REV", callback=_revision,
    help="The commit, branch or tag to compare with.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def check(paths: tuple[Path, ...], revision: str, as_json: bool) -> None:
    """Compare the contract and the spec of every product with a git revision.

    PATH is the folder of a product or of a domain, or a file in it; by default, all domains count.
    Exits with 1 when a change breaks without a new major version, or a product is gone that others
    still read. Names all that use a changed column: the products with their models and columns, and
    the people who have a consumer contract on it.
    """
    settings = load_settings()
    new = load_mesh(settings.domains)
    found, earlier = _compared(revision, settings.domains, new)
    compared = _chosen(found, paths, settings.domains)
    # The models are those of today: what they still read of before is what breaks.
    lineage = MeshLineage(new, DbtProject(settings), earlier)
    reached = {each.product: _impacts(lineage, each) for each in compared}
    if as_json:
        click.echo(json.dumps(_document(compared, reached), indent=2, ensure_ascii=False))
    else:
        for line in _lines(compared, reached, revision):
            click.echo(line)
    if any(each.refusal for each in compared):
        sys.exit(1)


def _compared(revision: str, domains: Path, new: Mesh) -> tuple[list[ComparedProduct], _Earlier]:
    """What differs, and the contracts that products had at the revision."""
    with folder_at(revision, domains) as folder:
        try:
            old = load_mesh(folder)
            if not old.domains:
                told = f"{revision} has no domains in {domains.name}/: all products are new"
                click.echo(told, err=True)
            found = compare_products(old, new)
            contracts = {each.identifier: promised_contract(each) for each in old.products}
            return found, {name: [each] for name, each in contracts.items() if each}
        except DocumentError as error:
            raise DocumentError(
                replace(problem, file=_place(problem.file, folder, f"{revision}:{domains.name}"))
                for problem in error.problems
            ) from None


def _impacts(lineage: MeshLineage, compared: ComparedProduct) -> tuple[ColumnImpact, ...]:
    if compared.after is None:
        return (column_impact(lineage, compared.product),)
    return impacts(lineage, compared.product, compared.changes)


def _place(file: Path, copy: Path, written: str) -> Path:
    """Name a file of the revision as git does, and not by where it was copied to."""
    real, copied = file.resolve(), copy.resolve()
    return Path(written) / real.relative_to(copied) if real.is_relative_to(copied) else file


def _chosen(
    compared: Sequence[ComparedProduct], paths: Sequence[Path], domains: Path
) -> list[ComparedProduct]:
    """Keep the products that the paths name; all where there are none."""
    places = [path.resolve() for path in paths]
    for place, path in zip(places, paths, strict=True):
        if not place.is_relative_to(domains):
            raise MeshError(f"{path} is not below {domains}, where the domains are declared")
    return [
        each
        for each in compared
        if not places or any(_names(place, domains / each.folder) for place in places)
    ]


def _names(place: Path, folder: Path) -> bool:
    return folder.is_relative_to(place) or place.is_relative_to(folder)


def _lines(compared: Sequence[ComparedProduct], reached: _Reached, revision: str) -> Iterator[str]:
    if not compared:
        yield f"No product promises anything else than at {revision}."
        return
    for each in compared:
        yield f"{each.product} {_versions(each)}"
        yield from change_lines(each.changes)
        yield from impact_lines(reached[each.product])
        if each.consumers:
            yield f"    consumers: {', '.join(each.consumers)}"
        if each.left_behind:
            yield f"    do not accept {each.after} yet: {', '.join(each.left_behind)}"
        yield ""
    refusals = [each.refusal for each in compared if each.refusal]
    yield from (f"refused: {refusal}" for refusal in refusals)
    if not refusals:
        yield "Nothing breaks without a new major version."


def _versions(compared: ComparedProduct) -> str:
    if compared.before is None:
        return f"{compared.after}, new"
    if compared.after is None:
        return f"{compared.before}, gone"
    if compared.before == compared.after:
        return compared.after
    return f"{compared.before} -> {compared.after}"


def _document(compared: Sequence[ComparedProduct], reached: _Reached) -> dict[str, object]:
    return {
        "refused": any(each.refusal for each in compared),
        "refusals": [each.refusal for each in compared if each.refusal],
        "products": [
            {
                **asdict(each),
                "folder": each.folder.as_posix(),
                "changes": [change.as_json() for change in each.changes],
                "impacts": impact_documents(reached[each.product]),
            }
            for each in compared
        ],
    }
