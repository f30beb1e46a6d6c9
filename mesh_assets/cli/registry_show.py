"""`mesh registry subjects` and `mesh registry show`: what is registered."""

import click

from mesh_assets.cli.registry_opening import chosen_target, open_registry, url_option
from mesh_assets.cli.rendering import console, table
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.registry.errors import unknown_version
from mesh_assets.registry.target import Target
from mesh_assets.settings import load_settings


@click.command()
@url_option
def subjects(url: str | None) -> None:
    """List the subjects."""
    for subject in chosen_target(open_registry(load_settings()), url).subjects():
        click.echo(subject)


@click.command()
@click.argument("subject")
@click.option("--version", type=int, help="Print the schema of this version.")
@url_option
def show(subject: str, version: int | None, url: str | None) -> None:
    """Print the versions of a subject, or the schema of one of them.

    Below the versions stand the approvals that the mesh has recorded.
    """
    registry = open_registry(load_settings())
    target = chosen_target(registry, url)
    _refuse_unknown(target, subject)
    versions = target.versions(subject)
    if version is not None:
        found = [schema.text for registered, schema in versions if registered.version == version]
        if not found:
            raise unknown_version(version)
        click.echo(found[0])
        return
    rows = [
        (str(registered.version), str(registered.id), schema.format.spoken)
        for registered, schema in versions
    ]
    console().print(table(("version#", "id#", "format"), rows, title=subject))
    for approval in registry.approvals(subject):
        click.echo(
            f"{approval.approver} approved {approval.digest[:12]} "
            f"on {approval.approved_at:%Y-%m-%d %H:%M} UTC: {approval.reason}"
        )


def _refuse_unknown(target: Target, subject: str) -> None:
    known = target.subjects()
    if subject in known:
        return
    meant = suggest(subject, known)
    hint = f"did you mean `{meant}`?" if meant else f"known are {', '.join(known) or 'none'}"
    raise MeshError(f"there is no subject `{subject}`: {hint}")
