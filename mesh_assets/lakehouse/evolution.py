"""How a table takes on what a newer contract adds, in the commit that publishes under it.

Staging has to write the field ids that the table will give to its new columns. It therefore runs
the very update that publishing will commit, and throws it away; publishing verifies that the
table gives the ids that were foreseen.
"""

from collections.abc import Mapping

from pyiceberg.schema import Schema, index_by_name
from pyiceberg.table import Table, Transaction

from mesh_assets.lakehouse.commit import SingleAttempt
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


def verify_field_ids(table: Table, now: Schema, staged: Schema) -> None:
    """Make sure that files written under `staged` mean the same under the schema `now`.

    Raises LostRace when another publication has given an id to another column meanwhile.
    """
    ids = index_by_name(now)
    moved = [path for path, field_id in index_by_name(staged).items() if ids.get(path) != field_id]
    if moved:
        raise LostRace(
            f"the columns of {'.'.join(table.name())} changed since this candidate was staged "
            f"({', '.join(sorted(moved))}): stage it again"
        )

