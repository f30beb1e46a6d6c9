"""`mesh contract diff`: what changes from one contract to another."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from mesh_assets.cli.changes import change_lines
from mesh_assets.contract.compatibility import Change, contract_changes
from mesh_assets.contract.compatibility.modes import Mode, kept_modes
from mesh_assets.contract.compatibility.readability import Content, content_of, unreadable
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--table", help="The table that is meant, where a contract describes several.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def diff(old: Path, new: Path, table: str | None, as_json: bool) -> None:
    """List what changes from one contract to another, and whom that breaks.

    OLD and NEW are files. Says which modes of compatibility hold (BACKWARD, FORWARD, FULL), and
    what stands in the way of the others.
    """
    before, after = load_contract(old, table=table), load_contract(new, table=table)
    changes = contract_changes(before, after)
    if as_json:
        click.echo(json.dumps(_document(before, after, changes), indent=2, ensure_ascii=False))
        return
    for line in _lines(before, after, changes):
        click.echo(line)


def _lines(before: Contract, after: Contract, changes: Sequence[Change]) -> Iterator[str]:
    yield f"{after.name} {before.version} -> {after.version}"
    yield from change_lines(changes)
    yield _verdict(changes)
    content = content_of(after)
    yield f"keeps {_modes(before, after, content)}, as {content}"
    yield from _obstacles("BACKWARD", unreadable(before, after, content))
    yield from _obstacles("FORWARD", unreadable(after, before, content))


def _verdict(changes: Sequence[Change]) -> str:
    if not changes:
        return "nothing changes"
    if any(change.breaks for change in changes):
        return "this breaks: it needs a new major version"
    return "nothing breaks"


def _modes(before: Contract, after: Contract, content: Content) -> str:
    return ", ".join(kept_modes(before, after, content)) or Mode.NONE


def _obstacles(mode: str, obstacles: Sequence[str]) -> Iterator[str]:
    yield from (f"    not {mode}: {obstacle}" for obstacle in obstacles)


def _document(before: Contract, after: Contract, changes: Sequence[Change]) -> dict[str, object]:
    content = content_of(after)
    return {
        "old": {"name": before.name, "version": before.version},
        "new": {"name": after.name, "version": after.version},
        "breaks": any(change.breaks for change in changes),
        "changes": [change.as_json() for change in changes],
        "content": content.value,
        "modes": [mode.value for mode in kept_modes(before, after, content)],
        "obstacles": {
            "BACKWARD": unreadable(before, after, content),
            "FORWARD": unreadable(after, before, content),
        },
    }
