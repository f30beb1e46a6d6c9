"""The dbt model of a new product, its source and its tests."""

from typing import Any

from mesh_assets.documents.writing import write_yaml
from mesh_assets.selfservice.inference.published import PublishedColumn, sql_name
from mesh_assets.selfservice.proposal import Proposal


def model_text(proposal: Proposal) -> str:
    """Write the model: every column by its published name and in its published type."""
    columns = ",\n".join(f"    {_selected(column, proposal)}" for column in proposal.columns)
    return f"select\n{columns}\nfrom {{{{ source('{proposal.table}', '{proposal.port}') }}}}\n"


def sources_text(proposal: Proposal) -> str:
    """Write the source: the accepted rows of the input port."""
    return write_yaml(
        {
            "version": 2,
            "sources": [
                {
                    "name": proposal.table,
                    "description": f"The input port of {proposal.identifier}, bound by the mesh.",
                    "schema": proposal.table,
                    "tables": [{"name": proposal.port}],
                }
            ],
        }
    )


def schema_text(proposal: Proposal) -> str:
    """Write the tests of the model's columns."""
    return write_yaml(
        {
            "version": 2,
            "models": [
                {
                    "name": proposal.table,
                    "description": f"The output of {proposal.identifier}.",
                    "config": {"materialized": "view"},
                    "columns": [_column(column, proposal) for column in proposal.columns],
                }
            ],
        }
    )


def _selected(column: PublishedColumn, proposal: Proposal) -> str:
    name = sql_name(column.name, proposal.reserved)
    return name if column.expression == name else f"{column.expression} as {name}"


def _column(column: PublishedColumn, proposal: Proposal) -> dict[str, Any]:
    written: dict[str, Any] = {"name": column.name}
    if sql_name(column.name, proposal.reserved) != column.name:
        written["quote"] = True
    tests = ["not_null"] if column.required else []
    if column.is_key:
        tests.append("unique")
    if tests:
        written["data_tests"] = tests
    return written
