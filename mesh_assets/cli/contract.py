"""`mesh contract`: contracts as agreements between a producer and its consumers."""

import click

from mesh_assets.cli.lazy import LazyCommand, LazyGroup

COMMANDS = {
    "lint": LazyCommand(
        "mesh_assets.cli.contract_lint",
        "Judge contract files: ODCS, datacontract.com, JSON Schema, Avro and Protobuf.",
    ),
    "diff": LazyCommand(
        "mesh_assets.cli.contract_diff",
        "List what changes from one contract to another, and whom that breaks.",
    ),
    "check": LazyCommand(
        "mesh_assets.cli.contract_check",
        "Compare the contract and the spec of every product with a git revision.",
    ),
    "import": LazyCommand(
        "mesh_assets.cli.contract_import",
        "Write a contract of another format, or one guessed from data, in ODCS 3.1.",
        "import_contract",
    ),
    "export": LazyCommand(
        "mesh_assets.cli.contract_export", "Write the contract of a product in another format."
    ),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def contract() -> None:
    """Judge, compare, import and export contracts: the agreements with consumers."""
