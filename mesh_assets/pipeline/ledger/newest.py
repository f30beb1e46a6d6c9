"""What is the newest of each partition, as SQL."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from mesh_assets.pipeline.ledger.tables import CANDIDATES, PUBLICATIONS


def newest_of_each_partition(
    table: sa.Table, product: str, order: sa.Column[Any], *keys: sa.Column[Any]
) -> sa.Select[Any]:
    """The newest row of every partition of a product (and further keys), in partition order."""
    age = _age([table.c.partition, *keys], order)
    ranked = sa.select(table, age).where(table.c.product == product).subquery()
    return (
        sa.select(*(ranked.c[column.name] for column in table.columns))
        .where(ranked.c.age == 1)
        .order_by(ranked.c.partition)
    )


def latest_row_counts(product: str, besides: str, at_most: int) -> sa.Select[Any]:
    """The rows that the latest partitions but one last published, latest partition first.

    Evidence takes kilobytes a row, and is left unread.
    """
    known = PUBLICATIONS.c
    ranked = (
        sa.select(known.partition, known.rows, _age([known.partition], known.published_at))
        .where(known.product == product, known.partition != besides)
        .subquery()
    )
    return (
        sa.select(ranked.c.rows)
        .where(ranked.c.age == 1)
        .order_by(ranked.c.partition.desc())
        .limit(at_most)
    )


def candidates_that_stand(product: str) -> sa.Select[Any]:
    """The candidates whose rows the partitions of a product show, in partition order."""
    shown = newest_of_each_partition(PUBLICATIONS, product, PUBLICATIONS.c.published_at).subquery()
    return (
        sa.select(CANDIDATES)
        .join(shown, shown.c.candidate == CANDIDATES.c.id)
        .order_by(CANDIDATES.c.partition)
    )


def _age(keys: Sequence[sa.Column[Any]], order: sa.Column[Any]) -> sa.Label[int]:
    """The place of a row among those of the same keys: 1 for the newest."""
    return sa.func.row_number().over(partition_by=keys, order_by=order.desc()).label("age")
