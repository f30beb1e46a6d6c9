"""`mesh validate`: every problem of every file, at its place."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import click

from mesh_assets.documents.problem import Problem
from mesh_assets.pipeline.validation.examination import Examination, examine
from mesh_assets.settings import load_settings


@click.command()
@click.argument(
    "paths", nargs=-1, metavar="[PATH]...", type=click.Path(exists=True, path_type=Path)
)
@click.option("--json", "as_json", is_flag=True, help="For machines, on standard output.")
def validate(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check specs, contracts, checks and models; show every problem.

    PATH is a product.yaml, a consumer contract, the folder of a product or of a domain, or a folder
    of domains; by default, all domains. Exits with 1 when there are problems, with 2 when a PATH
    does not exist.
    """
    settings = load_settings()
    examination = examine(paths or (settings.domains,), settings)
    if as_json:
        click.echo(json.dumps(_document(examination), indent=2, ensure_ascii=False))
    elif examination.problems:
        for problem in examination.problems:
            click.echo(f"{_from_here(problem).render()}\n", err=True)
        click.echo(_verdict(examination), err=True)
    else:
        click.echo(_verdict(examination))
    if examination.problems:
        sys.exit(1)


def _verdict(examination: Examination) -> str:
    if examination.problems:
        files = {problem.file for problem in examination.problems}
        return f"{_count(len(examination.problems), 'problem')} in {_count(len(files), 'file')}"
    checked = _count(examination.products, "product")
    if examination.domains:
        checked += f" in {_count(examination.domains, 'domain')}"
    return f"{checked} {'is' if examination.products == 1 else 'are'} valid"


def _document(examination: Examination) -> dict[str, object]:
    return {
        "valid": not examination.problems,
        "products": examination.products,
        "domains": examination.domains,
        "problems": [_from_here(problem).as_json() for problem in examination.problems],
    }


def _from_here(problem: Problem) -> Problem:
    """Name the file as a person in this folder would."""
    here = Path.cwd()
    file = problem.file.absolute()
    return replace(problem, file=file.relative_to(here)) if file.is_relative_to(here) else problem


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
