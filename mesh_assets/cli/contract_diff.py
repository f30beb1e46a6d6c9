"""`mesh contract diff`: what changes from one contract to another."""

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import click

from mesh_assets.cli.changes import change_lines
from mesh_assets.contract.compatibility import Change, contract_changes
from mesh_assets.contract.compatibility.modes import Mode, kept_modes
from mesh_assets.contract.compatibility.native import (
    InvalidSchema,
    NativeSchema,
    kept_native_modes,
    native_obstacles,
)
from mesh_assets.contract.compatibility.native.reading import read_native_schema
from mesh_assets.contract.compatibility.readability import Content, content_of, unreadable
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError, Problem

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)

Contracts = tuple[Contract, Contract]
Schemas = tuple[NativeSchema, NativeSchema]


@click.command()
@click.argument("old", type=_FILE)
@click.argument("new", type=_FILE)
@click.option("--table", help="The table that is meant, where a contract describes several.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def diff(old: Path, new: Path, table: str | None, as_json: bool) -> None:
    """List what changes from one contract to another, and whom that breaks.

    OLD and NEW are files. Says which modes of compatibility hold (BACKWARD, FORWARD, FULL), and
    what stands in the way of the others; of two schemas in Avro, Protobuf or JSON Schema also
    which hold by the rules of that format.
    """
    schemas = _schemas(old, new)
    contracts = _contracts(old, new, table, schemas)
    if as_json:
        document = {
            **(_document(*contracts) if contracts else {}),
            **({"native": _native_document(*schemas)} if schemas else {}),
        }
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    for line in (
        *(_lines(*contracts) if contracts else ()),
        *(_native_lines(*schemas) if schemas else ()),
    ):
        click.echo(line)


def _schemas(old: Path, new: Path) -> Schemas | None:
    """The schemas of the files; None unless both are of one format."""
    before, after = read_native_schema(old), read_native_schema(new)
    return (before, after) if before and after and before.format is after.format else None


def _contracts(
    old: Path, new: Path, table: str | None, schemas: Schemas | None
) -> Contracts | None:
    """The contracts that the files are; a schema that is no contract has the rules of its format.

    Raises DocumentError with the problems of both files where one is neither.
    """
    contracts: list[Contract] = []
    problems: list[Problem] = []
    for file in (old, new):
        try:
            contracts.append(load_contract(file, table=table))
        except DocumentError as error:
            problems += error.problems
    if not problems:
        before, after = contracts
        return before, after
    found = DocumentError(problems)
    if schemas is None or not _are_schemas(schemas):
        raise found
    click.echo(f"not compared as contracts:\n{found}\n", err=True)
    return None


def _are_schemas(schemas: Schemas) -> bool:
    try:
        native_obstacles(*schemas)
    except InvalidSchema:
        return False
    return True


def _lines(before: Contract, after: Contract) -> Iterator[str]:
    changes = contract_changes(before, after)
    yield f"{after.name} {before.version} -> {after.version}"
    yield from change_lines(changes)
    yield _verdict(changes)
    content = content_of(after)
    yield f"keeps {_spoken(kept_modes(before, after, content))}, as {content}"
    yield from _obstacles("BACKWARD", unreadable(before, after, content))
    yield from _obstacles("FORWARD", unreadable(after, before, content))


def _native_lines(before: NativeSchema, after: NativeSchema) -> Iterator[str]:
    modes = kept_native_modes(before, after)
    yield f"keeps {_spoken(modes)}, by the rules of {after.format.spoken}"
    yield from _obstacles("BACKWARD", (each.words for each in native_obstacles(before, after)))
    yield from _obstacles("FORWARD", (each.words for each in native_obstacles(after, before)))


def _verdict(changes: Sequence[Change]) -> str:
    if not changes:
        return "nothing changes"
    if any(change.breaks for change in changes):
        return "this breaks: it needs a new major version"
    return "nothing breaks"


def _spoken(modes: Sequence[Mode]) -> str:
    return ", ".join(modes) or Mode.NONE


def _obstacles(mode: str, obstacles: Iterable[str]) -> Iterator[str]:
    yield from (f"    not {mode}: {obstacle}" for obstacle in obstacles)


def _document(before: Contract, after: Contract) -> dict[str, object]:
    changes = contract_changes(before, after)
    content: Content = content_of(after)
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


def _native_document(before: NativeSchema, after: NativeSchema) -> dict[str, object]:
    return {
        "format": after.format.value,
        "modes": [mode.value for mode in kept_native_modes(before, after)],
        "obstacles": {
            "BACKWARD": [each.as_json() for each in native_obstacles(before, after)],
            "FORWARD": [each.as_json() for each in native_obstacles(after, before)],
        },
    }
