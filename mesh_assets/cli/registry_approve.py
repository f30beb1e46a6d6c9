"""`mesh registry approve`: somebody answers for a version that breaks."""

from pathlib import Path

import click

from mesh_assets.cli.products import find_product
from mesh_assets.cli.registry_opening import open_registry
from mesh_assets.contract.compatibility.native.reading import read_native_schema
from mesh_assets.errors import MeshError
from mesh_assets.registry.exporting import schema_of
from mesh_assets.registry.records import OfferedSchema
from mesh_assets.registry.subjects import streams_of
from mesh_assets.settings import Settings, load_settings


@click.command()
@click.argument("subject")
@click.option(
    "--schema",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The schema that is approved: .avsc, .proto or JSON Schema.",
)
@click.option("--product", metavar="DOMAIN/NAME", help="Approve what this product publishes.")
@click.option("--by", required=True, help="Who approves: an approver of registry.yaml.")
@click.option("--reason", required=True, help="Why it may break.")
def approve(subject: str, file: Path | None, product: str | None, by: str, reason: str) -> None:
    """Record the approval of a version that breaks.

    It holds for exactly this schema in this subject. The version registers once all have approved
    that registry.yaml asks for.
    """
    if (file is None) == (product is None):
        raise click.UsageError("name what is approved: either --schema or --product")
    if not reason.strip():
        raise click.UsageError("say why it may break: --reason is empty")
    settings = load_settings()
    offered = _product_schema(settings, product or "", subject) if file is None else _read(file)
    approval = open_registry(settings).approve(subject, offered, by, reason)
    click.echo(
        f"{approval.approver} approved {approval.digest[:12]} in {subject} "
        f"on {approval.approved_at:%Y-%m-%d %H:%M} UTC: {approval.reason}"
    )


def _read(file: Path) -> OfferedSchema:
    schema = read_native_schema(file)
    if schema is None:
        raise MeshError(f"{file} is no schema: name a file .avsc, .proto or a JSON Schema")
    return OfferedSchema(schema.format, schema.text)


def _product_schema(settings: Settings, name: str, subject: str) -> OfferedSchema:
    product = find_product(settings, name)
    for stream in streams_of(product):
        if stream.subject == subject:
            return schema_of(product, stream.format)
    known = ", ".join(stream.subject for stream in streams_of(product))
    raise MeshError(f"{product.identifier} does not publish to `{subject}`, but to {known}")
