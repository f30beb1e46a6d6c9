"""`mesh contract import`: a contract of another format, written in ODCS."""

from pathlib import Path

import click

from mesh_assets.contract.formats.datacontract.checks import problems_of
from mesh_assets.contract.formats.datacontract.contract import translated_document
from mesh_assets.contract.formats.datacontract.writing import to_odcs
from mesh_assets.contract.formats.odcs.contract import problems_of_tables
from mesh_assets.contract.lint.recognition import ContractFormat, recognise
from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml
from mesh_assets.errors import MeshError


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this new file, instead of standard output.",
)
def import_contract(file: Path, target: Path | None) -> None:
    """Write a contract of datacontract.com (0.9 to 1.2) in ODCS 3.1, without a loss.

    What ODCS has no word for is kept in custom properties whose names begin with `datacontract.`.
    What the mesh cannot judge is written all the same, and named on standard error.
    """
    document = read_document(file)
    _refuse_other_formats(document)
    problems = [*problems_of(document)]
    if problems:
        raise DocumentError(problems)
    written = write_yaml(to_odcs(document.data))
    if target is None:
        click.echo(written, nl=False)
    else:
        _write_new(target, written)
        click.echo(f"{target} is {file} in ODCS 3.1")
    for problem in problems_of_tables(translated_document(document)):
        click.echo(f"warning: {problem.render()}\n", err=True)


def _refuse_other_formats(document: Document) -> None:
    match recognise(document.data):
        case ContractFormat.DATACONTRACT:
            return
        case ContractFormat.ODCS:
            message = "this contract is written in ODCS already"
        case _:
            message = "this is no contract of datacontract.com: write `dataContractSpecification`"
    raise DocumentError([document.problem((), message)])


def _write_new(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        message = f"{target} exists already: remove it, or name another file"
        raise MeshError(message) from None
    except OSError as error:
        message = f"{target} cannot be written: {error.strerror}"
        raise MeshError(message) from None
