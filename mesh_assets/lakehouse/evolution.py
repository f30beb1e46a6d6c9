"""How a table takes on what a newer contract adds, in the commit that publishes under it.

Staging has to write the field ids that the table will give to its new columns. It therefore runs
the very update that publishing will commit, and throws it away; publishing verifies that the
table gives the ids that were foreseen.
"""

from collections.abc import Mapping

from pyiceberg.schema import Schema, index_by_name
from pyiceberg.table import Table, Transaction

from mesh_assets.lakehouse.commit import SingleAttempt
from mesh_assets.lakehouse.compatibility import column_differences
from mesh_assets.lakehouse.errors import LostRace


def evolve(transaction: Transaction, schema: Schema, properties: Mapping[str, str]) -> None:
    """Add to the table, in this transaction, what `schema` and `properties` have beyond it."""
    metadata = transaction.table_metadata
    with transaction.update_schema() as update:
        update.union_by_name(schema)
        update.set_identifier_fields(*schema.identifier_field_names())
    new = {k: v for k, v in properties.items() if metadata.properties.get(k) != v}
    if new:
        transaction.set_properties(new)


def foreseen_schema(table: Table, schema: Schema, properties: Mapping[str, str]) -> Schema:
    """The schema, with the table's field ids, that the table would have after `evolve`."""
    rehearsal = SingleAttempt(table)
    evolve(rehearsal, schema, properties)
    return rehearsal.table_metadata.schema()


def evolve_as_foreseen(
    transaction: Transaction, table: str, staged: Schema, properties: Mapping[str, str]
) -> None:
    """Evolve the table for files that were staged under `staged`, ids included.

    Staging made sure that the contract fits; what does not fit now came with somebody else's
    publication, which may also have given a foreseen id to another column. Raises LostRace.
    """
    _refuse(table, column_differences(transaction.table_metadata.schema(), staged))
    evolve(transaction, staged, properties)
    ids = index_by_name(transaction.table_metadata.schema())
    foreseen = index_by_name(staged)
    _refuse(table, [f"'{p}' has another field id" for p in foreseen if ids[p] != foreseen[p]])


def _refuse(table: str, problems: list[str]) -> None:
    if problems:
        raise LostRace(
            f"the columns of {table} changed after this candidate was staged; stage it again:"
            "\n  - " + "\n  - ".join(problems)
        )
