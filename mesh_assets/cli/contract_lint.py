"""`mesh contract lint`: a verdict for every contract file, with the place of each problem."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from mesh_assets.contract.lint.linting import Verdict
from mesh_assets.contract.lint.linting import lint as lint_files
from mesh_assets.contract.lint.sarif import sarif as sarif_log
from mesh_assets.errors import MeshError


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option("--json", "form", flag_value="json", help="For machines, on standard output.")
@click.option("--sarif", "form", flag_value="sarif", help="SARIF 2.1.0, for code review.")
def lint(paths: tuple[Path, ...], form: str | None) -> None:
    """Judge contract files: ODCS, datacontract.com, JSON Schema, Avro and Protobuf.

    PATH is a contract, or a folder whose contracts are found by their content. Each is held
    against the rules of its standard and against what a schema cannot say. Exits with 1 when
    there are problems or no contract at all, with 2 when a PATH does not exist.
    """
    verdicts = list(lint_files(paths))
    if not verdicts:
        message = f"there is no contract in {', '.join(str(path) for path in paths)}"
        raise MeshError(message)
    match form:
        case "json":
            _echo_json({"valid": _are_valid(verdicts), "files": [_file(v) for v in verdicts]})
        case "sarif":
            _echo_json(sarif_log(verdicts, Path.cwd()))
        case _:
            _echo(verdicts)
    if not _are_valid(verdicts):
        sys.exit(1)


def _echo(verdicts: Sequence[Verdict]) -> None:
    for verdict in verdicts:
        for problem in verdict.problems:
            click.echo(f"{problem.render()}\n", err=True)
    for verdict in verdicts:
        click.echo(f"{_word(verdict)}  {verdict.file}  {verdict.format or 'unknown'}")
    failed = sum(bool(verdict.problems) for verdict in verdicts)
    noun = "contract" if len(verdicts) == 1 else "contracts"
    click.echo(f"{len(verdicts)} {noun}, {failed} with problems")


def _word(verdict: Verdict) -> str:
    return f"{len(verdict.problems):>4} problems" if verdict.problems else "        valid"


def _file(verdict: Verdict) -> dict[str, object]:
    return {
        "file": str(verdict.file),
        "format": verdict.format,
        "valid": not verdict.problems,
        "problems": [problem.as_json() for problem in verdict.problems],
    }


def _are_valid(verdicts: Sequence[Verdict]) -> bool:
    return not any(verdict.problems for verdict in verdicts)


def _echo_json(content: object) -> None:
    click.echo(json.dumps(content, indent=2, ensure_ascii=False))
