"""`mesh registry`: schemas of the products' streams, and who approves a break."""

import click

from mesh_assets.cli.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "serve": LazyCommand(
        "mesh_assets.cli.registry_serve",
        "Answer as a Confluent-compatible registry, on loopback.",
    ),
    "publish": LazyCommand(
        "mesh_assets.cli.registry_publish",
        "Register the contracts of products as the schemas of their streams.",
    ),
    "approve": LazyCommand(
        "mesh_assets.cli.registry_approve", "Record the approval of a version that breaks."
    ),
    "subjects": LazyCommand("mesh_assets.cli.registry_show", "List the subjects."),
    "show": LazyCommand(
        "mesh_assets.cli.registry_show",
        "Print the versions of a subject, or the schema of one of them.",
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def registry() -> None:
    """Publish, serve and look at the schemas of streams; approve what breaks."""
