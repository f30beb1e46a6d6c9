"""Bringing a table into being, and letting a product change its mind before anybody reads it."""

import secrets
from itertools import count
from pathlib import Path

from pyiceberg.exceptions import (
    CommitFailedException,
    NoSuchTableError,
    TableAlreadyExistsError,
)
from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update import (
    AddPartitionSpecUpdate,
    AddSchemaUpdate,
    AssertRefSnapshotId,
    AssertTableUUID,
    RemovePropertiesUpdate,
    SetCurrentSchemaUpdate,
    SetDefaultSpecUpdate,
    SetPropertiesUpdate,
)

from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.compatibility import column_differences, partition_differences
from mesh_assets.lakehouse.errors import IncompatibleSchema, LostRace
from mesh_assets.lakehouse.schema import (
    PARTITION_ZONE,
    iceberg_schema,
    partition_spec,
    table_properties,
)
from mesh_assets.lakehouse.tables import TableSpec


def table_for(lakehouse: Lakehouse, spec: TableSpec) -> Table:
    """The table of a product: created when absent, refused when its history forbids the contract.

    Raises IncompatibleSchema, InvalidTable, InvalidName.
    """
    wanted = iceberg_schema(spec.contract)
    location = lakehouse.location(spec.name)
    try:
        table = lakehouse.catalog.load_table(spec.name)
    except NoSuchTableError:
        table = _create(lakehouse, spec, wanted, location)
    found = [
        *column_differences(table.schema(), wanted),
        *partition_differences(table, spec, wanted),
    ]
    if not found:
        return table
    if table.metadata.snapshots:
        raise IncompatibleSchema(
            f"contract {spec.contract.identifier} {spec.contract.version} does not fit what "
            f"{spec.name} has published:\n  - " + "\n  - ".join(found) + "\n"
            "Take the change back, or publish it as a new major version with a table of its own."
        )
    return _redefine(lakehouse, table, spec)


def _create(lakehouse: Lakehouse, spec: TableSpec, schema: Schema, location: Path) -> Table:
    partitions = partition_spec(spec, schema)
    lakehouse.make_namespace(spec.name.split(".")[0])
    try:
        return lakehouse.catalog.create_table(
            spec.name,
            schema,
            location=str(_free(lakehouse, location)),
            partition_spec=partitions,
            properties=table_properties(spec),
        )
    except TableAlreadyExistsError:
        return lakehouse.catalog.load_table(spec.name)


def _free(lakehouse: Lakehouse, location: Path) -> Path:
    """A folder that no table has: one that was renamed has kept the folder of its old name."""
    if not lakehouse.catalog.has_table_in(location):
        return location
    return location.with_name(f"{location.name}-{secrets.token_hex(4)}")


def _redefine(lakehouse: Lakehouse, table: Table, spec: TableSpec) -> Table:
    """Give a table that never had a publication other columns and partitions.

    The commit asserts that there is still none. Field ids are never used twice, so that no file
    staged under the old columns can be mistaken for one under the new.
    """
    metadata = table.metadata
    ids = count(metadata.last_column_id + 1)
    fresh = assign_fresh_schema_ids(iceberg_schema(spec.contract), lambda: next(ids))
    schema = fresh.model_copy(
        update={"schema_id": 1 + max(old.schema_id for old in metadata.schemas)}
    )
    partitions = PartitionSpec(
        *partition_spec(spec, schema).fields,
        spec_id=1 + max(old.spec_id for old in metadata.partition_specs),
    )
    stale = [name for name in PARTITION_ZONE if name in metadata.properties]
    try:
        lakehouse.catalog.commit_table(
            table,
            (
                AssertTableUUID(uuid=metadata.table_uuid),
                AssertRefSnapshotId(ref=MAIN_BRANCH, snapshot_id=None),
            ),
            (
                AddSchemaUpdate(schema_=schema),
                SetCurrentSchemaUpdate(schema_id=-1),
                AddPartitionSpecUpdate(spec=partitions),
                SetDefaultSpecUpdate(spec_id=-1),
                RemovePropertiesUpdate(removals=stale),
                SetPropertiesUpdate(updates=table_properties(spec)),
            ),
        )
    except CommitFailedException as error:
        raise LostRace(
            f"somebody else changed {spec.name} at the same moment: stage again"
        ) from error
    return lakehouse.catalog.load_table(spec.name)
