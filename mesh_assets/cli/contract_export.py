"""`mesh contract export`: a product's contract in the format of another tool."""

import importlib
from collections.abc import Callable
from pathlib import Path

import click

from mesh_assets.cli.products import find_product, product_argument
from mesh_assets.contract.export.exported import Export, LeftOut
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.errors import MeshError
from mesh_assets.settings import load_settings

Exporter = Callable[[Contract], Export]

FORMATS = {
    "odcs": "mesh_assets.contract.export.odcs:export_odcs",
    "jsonschema": "mesh_assets.contract.export.json_schema:export_json_schema",
    "avro": "mesh_assets.contract.export.avro:export_avro",
    "iceberg": "mesh_assets.lakehouse.export.iceberg:export_iceberg",
    "trino": "mesh_assets.lakehouse.export.trino:export_trino",
    "dbt": "mesh_assets.contract.export.dbt_schema:export_dbt",
    "soda": "mesh_assets.contract.export.soda_contract:export_soda",
    "pydantic": "mesh_assets.contract.export.pydantic_models:export_pydantic",
    "markdown": "mesh_assets.contract.export.markdown:export_markdown",
    "html": "mesh_assets.contract.export.html_page:export_html",
}
"""The exporters that need nothing but the contract, each imported when it is asked for."""

PROTOBUF = "protobuf"
"""The format that also needs the field numbers, which lie beside the contract."""


@click.command()
@product_argument
@click.option(
    "--to",
    "form",
    required=True,
    type=click.Choice([*FORMATS, PROTOBUF]),
    help="The format to write.",
)
@click.option(
    "--out",
    "out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write; standard output without it.",
)
def export(product: str, form: str, out: Path | None) -> None:
    """Write the contract of a product in another format.

    What the format cannot carry is listed on standard error. The field numbers of Protobuf are kept
    in `<contract>.field-numbers.json` beside the contract: commit it, so that no number changes.
    """
    file, contract = _contract_of(product)
    exported = _protobuf(file, contract) if form == PROTOBUF else _exporter(form)(contract)
    if out is None:
        click.echo(exported.text, nl=False)
    else:
        _write(out, exported.text)
    _tell(exported.left_out, form)


def _contract_of(identifier: str) -> tuple[Path, Contract]:
    product = find_product(load_settings(), identifier)
    contract = output_contract(product)
    if product.contract is None or contract is None:
        raise MeshError(
            f"{product.identifier} names no contract for its output; "
            "add `contract: contract.odcs.yaml` to its product.yaml"
        )
    return product.folder / product.contract, contract


def _exporter(form: str) -> Exporter:
    module, _, name = FORMATS[form].partition(":")
    exporter: Exporter = getattr(importlib.import_module(module), name)
    return exporter


def _protobuf(file: Path, contract: Contract) -> Export:
    from mesh_assets.contract.export import field_numbers  # noqa: PLC0415
    from mesh_assets.contract.export.protobuf import export_protobuf  # noqa: PLC0415

    kept = field_numbers.numbers_file(file)
    known = field_numbers.read_numbers(kept)
    exported, numbers = export_protobuf(contract, known)
    if numbers != known:
        _write(kept, field_numbers.numbers_text(numbers))
        click.echo(f"field numbers are kept in {kept}: commit it", err=True)
    return exported


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MeshError(f"{file} cannot be written: {error.strerror or error}") from None


def _tell(left_out: tuple[LeftOut, ...], form: str) -> None:
    if left_out:
        click.echo(f"left out, because {form} cannot carry it:", err=True)
    for one in left_out:
        click.echo(f"  {one.words}", err=True)
