"""Groups of commands that are imported one at a time."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class LazyCommand(NamedTuple):
    """A command that is not imported yet."""

    module: str
    """Module of the command, which has the command's name in snake_case."""
    summary: str
    """The first line of the command's help."""
    function: str | None = None
    """The command's name in its module, where that is another."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and summary, and imports one when it runs."""

    def __init__(self, *, table: Mapping[str, LazyCommand], **settings: Any) -> None:  # noqa: ANN401
        super().__init__(**settings)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """List the commands in the order of their table."""
        return list(self.table)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.table:
            return None
        found = self.table[cmd_name]
        module = importlib.import_module(found.module)
        command: click.Command = getattr(module, found.function or cmd_name.replace("-", "_"))
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that the arguments name; a misspelt one gets a suggestion."""
        if args and args[0] not in self.table and not args[0].startswith("-"):
            from mesh_assets.documents.suggestion import suggest  # noqa: PLC0415

            meant = suggest(args[0], self.table)
            hint = f" Did you mean `{ctx.command_path} {meant}`?" if meant else ""
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(
        self,
        ctx: click.Context,  # noqa: ARG002
        formatter: click.HelpFormatter,
    ) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, command.summary) for name, command in self.table.items()])
