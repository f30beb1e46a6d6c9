"""What is the newest of each partition, as SQL."""

from typing import Any

import sqlalchemy as sa

from mesh_assets.pipeline.ledger.tables import CANDIDATES, PUBLICATIONS


def newest_of_each_partition(
    table: sa.Table, product: str, order: sa.Column[Any], *keys: sa.Column[Any]
) -> sa.Select[Any]:
    """The newest row of every partition of a product (and further keys), in partition order."""
    age = sa.func.row_number().over(partition_by=[table.c.partition, *keys], order_by=order.desc())
    ranked = sa.select(table, age.label("age")).where(table.c.product == product).subquery()
    return (
        sa.select(*(ranked.c[column.name] for column in table.columns))
        .where(ranked.c.age == 1)
        .order_by(ranked.c.partition)
    )


def candidates_that_stand(product: str) -> sa.Select[Any]:
    """The candidates whose rows the partitions of a product show, in partition order."""
    shown = newest_of_each_partition(PUBLICATIONS, product, PUBLICATIONS.c.published_at).subquery()
    return (
        sa.select(CANDIDATES)
        .join(shown, shown.c.candidate == CANDIDATES.c.id)
        .order_by(CANDIDATES.c.partition)
    )
