"""A product's contract as the schema of its stream."""

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.export.field_numbers import numbers_file, read_numbers
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.protobuf import export_protobuf
from mesh_assets.contract.loading import load_contract
from mesh_assets.errors import MeshError
from mesh_assets.product.product import DataProduct
from mesh_assets.registry.records import OfferedSchema


class NothingToPublish(MeshError):
    """A product that has no contract, or whose field numbers are not kept."""


def schema_of(product: DataProduct, form: SchemaFormat) -> OfferedSchema:
    """Export the contract of a product; raises NothingToPublish and DocumentError."""
    if product.contract is None:
        raise NothingToPublish(f"{product.identifier} names no contract for its output")
    file = product.folder / product.contract
    contract = load_contract(file, table=product.table_name)
    match form:
        case SchemaFormat.AVRO:
            text = export_avro(contract).text
        case SchemaFormat.JSON:
            text = export_json_schema(contract).text
        case SchemaFormat.PROTOBUF:
            known = read_numbers(numbers_file(file))
            exported, numbers = export_protobuf(contract, known)
            if numbers != known:
                raise NothingToPublish(
                    f"{product.identifier}: its columns have no field numbers that are kept: run "
                    f"`mesh contract export {product.identifier} --to protobuf` and commit "
                    f"{numbers_file(file).name}"
                )
            text = exported.text
    return OfferedSchema(form, text)
