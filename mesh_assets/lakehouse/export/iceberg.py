"""The schema of Iceberg's table spec, as JSON: the one that the mesh creates its table with."""

import json

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.exported import Export, Part
from mesh_assets.contract.model import Contract
from mesh_assets.lakehouse.export.promised import carry_types
from mesh_assets.lakehouse.schema import iceberg_schema


def export_iceberg(contract: Contract) -> Export:
    """Write the schema; raises InvalidTable where no table can have the columns."""
    account = Account(contract, "Iceberg's schema")
    carry_types(contract, account)
    schema = iceberg_schema(contract)
    data = json.loads(schema.model_dump_json())
    if contract.description:
        account.leave_out(Part.DESCRIPTION, contract.name, "it is a property of the table")
    notes = {Part.DESCRIPTION}
    if len(schema.identifier_field_ids) == len(contract.primary_key):
        notes.add(Part.PRIMARY_KEY)
    return account.close(json.dumps(data, indent=2, ensure_ascii=False) + "\n", notes)
