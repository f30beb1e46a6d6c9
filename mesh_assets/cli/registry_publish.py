"""`mesh registry publish`: contracts become the schemas of streams."""

from collections.abc import Sequence

import click

from mesh_assets.cli.products import find_product
from mesh_assets.cli.registry_opening import chosen_target, open_registry, url_option
from mesh_assets.errors import MeshError
from mesh_assets.product.mesh import load_mesh
from mesh_assets.product.product import DataProduct
from mesh_assets.registry.publishing import Outcome, publish_contracts, rehearse_publishing
from mesh_assets.settings import Settings, load_settings


@click.command()
@click.argument("products", metavar="[DOMAIN/NAME]...", nargs=-1)
@url_option
@click.option("--dry-run", "is_rehearsal", is_flag=True, help="Change nothing.")
def publish(products: tuple[str, ...], url: str | None, is_rehearsal: bool) -> None:
    """Register the contracts of products as the schemas of their streams.

    Without names, of all products that have a contract. Prints the subject, the version and the
    identifier of each schema; ends with status 1 where one is refused, after all others.
    """
    settings = load_settings()
    registry = open_registry(settings)
    target = chosen_target(registry, url)
    found = _products(settings, products)
    if is_rehearsal:
        outcomes = rehearse_publishing(found, target)
    else:
        outcomes = publish_contracts(found, registry.rules, target)
    refused = [outcome for outcome in map(_tell, outcomes) if outcome.refusal]
    if refused:
        raise MeshError(f"{len(refused)} of the schemas cannot be registered")


def _products(settings: Settings, names: Sequence[str]) -> list[DataProduct]:
    if names:
        return [find_product(settings, name) for name in names]
    return [each for each in load_mesh(settings.domains).products if each.contract is not None]


def _tell(outcome: Outcome) -> Outcome:
    name = f"{outcome.product} -> {outcome.subject}" if outcome.subject else outcome.product
    if outcome.registered is not None:
        version, identifier = outcome.registered.version, outcome.registered.id
        click.echo(f"{name} version {version}, id {identifier}")
    elif outcome.refusal:
        click.echo(f"{name} refused: {outcome.refusal}", err=True)
        for reason in outcome.reasons:
            click.echo(f"    {reason}", err=True)
    else:
        click.echo(f"{name} can be registered")
    return outcome
