"""DuckDB's Iceberg reader, from the wheels in the environment: nothing is downloaded."""

from importlib.util import find_spec
from pathlib import Path

import duckdb

from mesh_assets.contract.sql import quote_literal
from mesh_assets.lakehouse.errors import LakehouseError

ICEBERG = ("avro", "httpfs", "iceberg")
"""What `iceberg_scan` needs, in the order in which it must be loaded."""


class ExtensionMissing(LakehouseError):
    """A DuckDB extension is not installed, or is not of the engine's version."""


def prepare(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Load into a connection what the SQL of `reading` needs, which mostly is nothing.

    Raises ExtensionMissing.
    """
    if "iceberg_scan(" in sql:
        load_iceberg(connection)


def load_iceberg(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the Iceberg reader into a connection; costs 0.3 s in a process that never did.

    Raises ExtensionMissing.
    """
    connection.execute("SET autoinstall_known_extensions = false")
    for name in ICEBERG:
        connection.execute(f"LOAD {quote_literal(str(_extension_file(name)))}")


def _extension_file(name: str) -> Path:
    package = f"duckdb_extension_{name}"
    found = find_spec(package)
    folders = found.submodule_search_locations if found else None
    for folder in folders or ():
        file = Path(folder) / f"extensions/v{duckdb.__version__}/{name}.duckdb_extension"
        if file.is_file():
            return file
    raise ExtensionMissing(
        f"DuckDB {duckdb.__version__} needs its extension '{name}' to read this table: "
        f"install {package.replace('_', '-')}=={duckdb.__version__}"
    )
