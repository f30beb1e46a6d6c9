"""A contract's columns as the schema that Dagster shows beside an asset."""

import dagster as dg

from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, Contract


def table_schema(contract: Contract) -> dg.TableSchema:
    """Names, types, descriptions, constraints and classification of every column."""
    return dg.TableSchema(columns=[_column(column, contract) for column in contract.columns])


def _column(column: Column, contract: Contract) -> dg.TableColumn:
    return dg.TableColumn(
        name=column.name,
        type=duckdb_type(column).replace("TIMESTAMP WITH TIME ZONE", "TIMESTAMPTZ"),
        description=column.description or None,
        constraints=dg.TableColumnConstraints(
            nullable=not column.required,
            unique=contract.primary_key == (column.name,),
            other=[
                rule.name.removeprefix(f"{column.name}.")
                for rule in contract.rules
                if rule.column == column.name and not rule.name.endswith((".type", ".required"))
            ],
        ),
        tags={"pii": ""} if column.is_personal else None,
    )
