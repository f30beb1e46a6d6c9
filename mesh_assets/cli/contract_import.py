"""`mesh contract import`: a contract of another format, or a data file, written in ODCS."""

from pathlib import Path

import click

from mesh_assets.errors import MeshError


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--to",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write this new file, instead of standard output.",
)
@click.option("--table", help="The record or message that is meant, where FILE has several.")
def import_contract(file: Path, target: Path | None, table: str | None) -> None:
    """Write a contract of another format, or one guessed from data, in ODCS 3.1.

    FILE is a contract of datacontract.com (0.9 to 1.2), a JSON Schema (2019-09 or 2020-12), an Avro
    schema (.avsc) or a .proto file; or data in a .parquet, .ndjson or .csv file. What ODCS has no
    word for is kept in custom properties, from which `mesh contract export` writes it again. What
    the mesh does not judge, and what it guessed, is named on standard error.
    """
    from mesh_assets.documents.writing import write_yaml  # noqa: PLC0415

    odcs, remarks = _guessed(file) if _is_data(file) else _imported(file, table)
    written = write_yaml(odcs)
    if target is None:
        click.echo(written, nl=False)
    else:
        _write_new(target, written)
        click.echo(f"{target} is {file} in ODCS 3.1")
    for remark in remarks:
        click.echo(f"warning: {remark}\n", err=True)


def _imported(file: Path, table: str | None) -> tuple[dict[str, object], tuple[str, ...]]:
    from mesh_assets.contract.importing import import_document  # noqa: PLC0415

    imported = import_document(file, table)
    return imported.odcs, imported.remarks


def _guessed(file: Path) -> tuple[dict[str, object], tuple[str, ...]]:
    from mesh_assets.selfservice.guessed_contract import guess_contract  # noqa: PLC0415
    from mesh_assets.settings import load_settings  # noqa: PLC0415

    guessed = guess_contract(load_settings(), file)
    return guessed.odcs, tuple(f"please review: {remark}" for remark in guessed.remarks)


def _is_data(file: Path) -> bool:
    """Whether a file holds records, by its ending; a .json file is a contract."""
    from mesh_assets.selfservice.sample.formats import UnknownFormat, sample_format  # noqa: PLC0415

    try:
        sample_format(file)
    except UnknownFormat:
        return False
    return True


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
