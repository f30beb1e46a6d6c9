"""The `mesh` command, which imports a command only when it runs.

The platform's libraries take seconds to import. `mesh --help`, completion and usage errors need
none of them, so that each command is named here with the line that help shows.
"""

import importlib
import sys
from typing import NamedTuple

import click

from mesh_assets.errors import MeshError


class LazyCommand(NamedTuple):
    """A command that is not imported yet."""

    module: str
    """Module of the command, which has the command's name in snake_case."""
    summary: str
    """The first line of the command's help."""


COMMANDS = {
    "new": LazyCommand(
        "mesh_assets.cli.new", "Write a new domain, or a new product from a sample file."
    ),
    "validate": LazyCommand(
        "mesh_assets.cli.validate", "Check specs, contracts, checks and models; show every problem."
    ),
    "land": LazyCommand(
        "mesh_assets.cli.land",
        "Drop a file into a product's landing folder, divided by partition where it has to be.",
    ),
    "publish": LazyCommand(
        "mesh_assets.cli.publish",
        "Ingest, build, stage, audit and publish partitions of a product.",
    ),
    "plan": LazyCommand(
        "mesh_assets.cli.plan",
        "Compare the declarations with what is published: changes, consumers, rebuilds.",
    ),
    "status": LazyCommand(
        "mesh_assets.cli.status",
        "Print the board: publications, refusals and objectives of every product, or of some.",
    ),
    "onboard": LazyCommand(
        "mesh_assets.cli.onboard",
        "Hold a product against the onboarding checklist; show what is missing, and where.",
    ),
    "query": LazyCommand(
        "mesh_assets.cli.query", "Run SQL on published tables, named `<domain>.<product>`."
    ),
    "dead-letters": LazyCommand(
        "mesh_assets.cli.dead_letters",
        "Print the records that their contract refused, newest partition first.",
    ),
    "rollback": LazyCommand(
        "mesh_assets.cli.rollback",
        "Take back the publication that a partition shows; what stood before shows again.",
    ),
    "evidence": LazyCommand(
        "mesh_assets.cli.evidence",
        "Print the evidence that the publication of a partition carries.",
    ),
    "demo": LazyCommand(
        "mesh_assets.cli.demo",
        "Publish the whole mesh on 14 days of generated data, and print the board.",
    ),
    "ui": LazyCommand(
        "mesh_assets.cli.ui", "Start `dagster dev`: the UI, the daemon, sensors and schedules."
    ),
    "schema": LazyCommand(
        "mesh_assets.cli.schema", "Print the JSON Schema of product.yaml or domain.yaml."
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported one at a time."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the commands in the order in which a product is made."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name].module)
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; a misspelt one gets a suggestion."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from mesh_assets.documents.suggestion import suggest  # noqa: PLC0415

            meant = suggest(args[0], COMMANDS)
            hint = f" Did you mean `mesh {meant}`?" if meant else ""
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mesh-assets", prog_name="mesh")
def mesh() -> None:
    """Build data products: gated, and published one partition at a time."""


def main() -> None:
    """Run `mesh`; what a user can put right ends with its message and status 1."""
    try:
        mesh()
    except MeshError as error:
        click.echo(f"mesh: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
