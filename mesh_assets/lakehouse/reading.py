"""Published and staged rows, as SELECTs for DuckDB.

The files are planned here and read by field id. DuckDB's own `iceberg_scan` reads all manifests
again in every query (with 365 partitions 300 ms of CPU, where the files take 50) and needs
extensions; it is asked only where the files alone do not tell the rows.
"""

from collections.abc import Collection, Sequence

from pyiceberg.schema import Schema, index_name_by_id
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.lakehouse.catalog import Lakehouse
from mesh_assets.lakehouse.data_files import describe_files
from mesh_assets.lakehouse.duckdb_schema import select_files
from mesh_assets.lakehouse.errors import CandidateNotFound, PublicationNotFound
from mesh_assets.lakehouse.key_bounds import KeyBounds, key_fields
from mesh_assets.lakehouse.live_files import all_files, files_of_partition, holds_plain_files
from mesh_assets.lakehouse.partition_scope import partition_scope
from mesh_assets.lakehouse.staged import Candidate, candidate_folder
from mesh_assets.product.partition import Partition


def published_sql(
    lakehouse: Lakehouse,
    table: str,
    *,
    partition: Partition | None = None,
    snapshot_id: int | None = None,
) -> str:
    """A SELECT of what a table shows: now, or as a publication's snapshot left it.

    The SQL names the files of this very moment, so a view on it does not change when others
    publish. `partition` reads that partition alone. Columns come with the table's names and order,
    missing values of newer columns are null; combine with other SELECTs by name. Before running
    it, hand it to `extensions.prepare`.

    Raises TableNotFound, PublicationNotFound (an unknown snapshot), InvalidTable (a partition
    that the table cannot have).
    """
    shown = lakehouse.table(table)
    snapshot, schema = _state(shown, snapshot_id)
    kept = partition_scope(shown, partition) if partition else None
    if not _files_tell_the_rows(shown, snapshot):
        return _scan(shown, snapshot_id, schema, kept.predicate if kept else "true")
    files = files_of_partition(shown, snapshot, kept) if kept else all_files(shown, snapshot)
    return select_files([file.file_path for file in files], schema)


def published_partitions_sql(
    lakehouse: Lakehouse, table: str, partitions: Sequence[Partition], snapshot_id: int
) -> str:
    """A SELECT of some partitions as a publication's snapshot left them; see `published_sql`."""
    shown = lakehouse.table(table)
    snapshot, schema = _state(shown, snapshot_id)
    scopes = [partition_scope(shown, partition) for partition in partitions]
    if not _files_tell_the_rows(shown, snapshot):
        any_of_them = " OR ".join(scope.predicate for scope in scopes) or "false"
        return _scan(shown, snapshot_id, schema, any_of_them)
    files = (file for scope in scopes for file in files_of_partition(shown, snapshot, scope))
    return select_files([file.file_path for file in files], schema)


def rest_sql(
    lakehouse: Lakehouse, candidate: Candidate, keys: Sequence[Sequence[str]]
) -> str | None:
    """A SELECT of some keys' columns, of the rows that stand beside a candidate's partition.

    As its base shows them, with the columns that publishing would give the table. A key names
    columns by dotted path; of a nested one, the column that holds it is selected. Rows are left
    out where the bounds of their files prove that they have no key in common with the candidate;
    None where no row remains. To open a file costs more than to read its keys, and more for every
    column that is asked for. Before running it, hand it to `extensions.prepare`.

    Raises what `published_sql` and `publish` raise.
    """
    if candidate.partition is None or candidate.base_snapshot_id is None or not keys:
        return None
    shown = lakehouse.table(candidate.table)
    snapshot, before = _state(shown, candidate.base_snapshot_id)
    own = partition_scope(shown, candidate.partition)
    schema = Schema.model_validate_json(candidate.schema)
    fields = [key_fields(schema, key) for key in keys]
    columns = {field.name for key in fields for field in key}
    if not _files_tell_the_rows(shown, snapshot):
        beside = f"NOT coalesce({own.predicate}, false)"
        return _scan(shown, candidate.base_snapshot_id, _only(before, columns), beside)
    judged = describe_files(
        candidate_folder(lakehouse, candidate.table, candidate.id),
        candidate.files,
        schema=schema,
        properties=candidate.properties,
        partition=own.value,
        spec_id=shown.spec().spec_id,
    )
    bounds = [KeyBounds(key, judged) for key in fields]
    paths = [
        file.file_path
        for file in all_files(shown, snapshot)
        if not own.covers(file) and any(key.may_hold(file) for key in bounds)
    ]
    return select_files(paths, _only(schema, columns)) if judged and paths else None


def candidate_sql(lakehouse: Lakehouse, candidate: Candidate) -> str:
    """A SELECT of a candidate's rows, as readers would see them; raises CandidateNotFound."""
    folder = candidate_folder(lakehouse, candidate.table, candidate.id)
    paths = [folder / file.name for file in candidate.files]
    gone = [path.name for path in paths if not path.is_file()]
    if gone:
        raise CandidateNotFound(
            f"{', '.join(gone)} of candidate {candidate.id} of {candidate.table} "
            "was swept away: stage it again"
        )
    return select_files(map(str, paths), Schema.model_validate_json(candidate.schema))


def _state(table: Table, snapshot_id: int | None) -> tuple[Snapshot | None, Schema]:
    """A snapshot, and the columns that the table had with it."""
    if snapshot_id is None:
        return table.current_snapshot(), table.schema()
    snapshot = table.snapshot_by_id(snapshot_id)
    if snapshot is None:
        raise PublicationNotFound(
            f"the history of {'.'.join(table.name())} has no snapshot {snapshot_id}: "
            "it never had, or maintenance has expired it"
        )
    schemas = table.schemas()
    return snapshot, schemas.get(snapshot.schema_id or 0, table.schema())


def _files_tell_the_rows(table: Table, snapshot: Snapshot | None) -> bool:
    """Whether reading the data files by top-level field id gives the table's rows.

    Not so when an engine deleted single rows, when files were adopted that carry no field ids, or
    when a nested field was renamed: DuckDB finds nested fields by their names.
    """
    adopted = "schema.name-mapping.default" in table.properties
    return not adopted and holds_plain_files(table, snapshot) and _nested_names_never_changed(table)


def _nested_names_never_changed(table: Table) -> bool:
    by_id: dict[int, str] = {}
    by_name: dict[str, int] = {}
    for schema in table.metadata.schemas:
        for field_id, name in index_name_by_id(schema).items():
            if "." in name and (
                by_id.setdefault(field_id, name) != name
                or by_name.setdefault(name, field_id) != field_id
            ):
                return False
    return True


def _only(schema: Schema, columns: Collection[str]) -> Schema:
    return Schema(*(field for field in schema.fields if field.name in columns))


def _scan(table: Table, snapshot_id: int | None, schema: Schema, condition: str) -> str:
    # Without an explicit snapshot the table's newest columns are shown, even if they are newer.
    chosen = f", snapshot_from_id = {snapshot_id}" if snapshot_id is not None else ""
    columns = ", ".join(quote_identifier(field.name) for field in schema.fields)
    source = quote_literal(table.metadata_location)
    return f"SELECT {columns} FROM iceberg_scan({source}{chosen}) WHERE {condition}"
