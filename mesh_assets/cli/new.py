"""`mesh new`: a domain, or a complete product from a sample file."""

from collections.abc import Iterable
from pathlib import Path

import click

from mesh_assets.settings import load_settings


@click.group()
def new() -> None:
    """Write a new domain, or a new product from a sample file."""


def _checked_name(_: click.Context, __: click.Parameter, name: str) -> str:
    """Refuse a bad name before anything else is asked for."""
    from mesh_assets.selfservice.names import checked_name  # noqa: PLC0415

    return checked_name(name, "domain")


@new.command()
@click.argument("name", callback=_checked_name)
@click.option(
    "--owner", prompt="E-mail address of the owning team", help="Such as team@company.com."
)
def domain(name: str, owner: str) -> None:
    """Write a domain without products, and its code location.

    NAME is in kebab-case. Nothing that exists is overwritten.
    """
    from mesh_assets.selfservice.new_domain import create_domain  # noqa: PLC0415
    from mesh_assets.selfservice.review import domain_remarks  # noqa: PLC0415

    created = create_domain(load_settings(), name, owner)
    click.echo(f"The domain {created.name} is declared in {_from_here(created.declaration.parent)}")
    _print_remarks(domain_remarks(created))
    _print_commands([f"mesh new product {name}/NAME --from sample.ndjson"])


@new.command()
@click.argument("identifier", metavar="DOMAIN/NAME")
@click.option(
    "--from",
    "sample",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A sample of what will arrive: .ndjson, .csv or .parquet, or one of them and .gz.",
)
def product(identifier: str, sample: Path) -> None:
    """Write a product that publishes what a sample holds: spec, contracts, checks and models.

    The product is valid, and publishes the sample as it is. What was guessed is printed, for
    people to review. Nothing that exists is overwritten.
    """
    from mesh_assets.selfservice.new_product import create_product  # noqa: PLC0415
    from mesh_assets.selfservice.review import (  # noqa: PLC0415
        landing_words,
        next_commands,
        product_remarks,
        sample_words,
    )

    settings = load_settings()
    created = create_product(settings, identifier, sample)
    click.echo(f"{identifier} publishes what {sample} holds: {sample_words(created.proposal)}")
    click.echo(f"  {_from_here(created.folder)}\n  {_from_here(created.models)}")
    _print_remarks(product_remarks(created))
    click.echo(f"\n{landing_words(created.proposal, settings.home)}")
    _print_commands(next_commands(created.proposal))


def _print_remarks(remarks: Iterable[tuple[Path, str]]) -> None:
    click.echo("\nPlease review:")
    for file, words in remarks:
        click.echo(f"  {_from_here(file)}: {words}")


def _print_commands(commands: Iterable[str]) -> None:
    click.echo("\nNext:")
    for command in commands:
        click.echo(f"  {command}")


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
