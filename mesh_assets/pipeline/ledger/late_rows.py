"""Which arrivals brought rows of earlier partitions, and what was built since, as SQL statements.

An arrival's current ingest is its newest one that was complete enough: a delivery that is refused
takes nothing back that an earlier one has brought.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.verdict import Outcome
from mesh_assets.pipeline.ledger.tables import (
    CANDIDATES,
    INGESTS,
    LATE_ROWS,
    PUBLICATIONS,
    REFUSALS,
    VERDICTS,
)


def current_ingests_with_rows_of(product: str, port: str, partition: str) -> sa.Select[Any]:
    """The current ingests of later arrivals that brought rows of a partition."""
    touching = sa.select(LATE_ROWS.c.ingest).where(LATE_ROWS.c.partition == partition)
    return (
        sa.select(INGESTS)
        .where(
            INGESTS.c.product == product,
            INGESTS.c.port == port,
            INGESTS.c.id.in_(touching),
            _is_current(),
        )
        .order_by(INGESTS.c.partition)
    )


def late_rows_of_product(product: str) -> sa.Select[Any]:
    """Everything that ever came late to a product."""
    return _late_rows().where(INGESTS.c.product == product)


def late_rows_of_ingests(ingests: Iterable[str]) -> sa.Select[Any]:
    """Everything late that some ingests brought."""
    return _late_rows().where(LATE_ROWS.c.ingest.in_(list(ingests)))


def newest_settled_candidates(product: str) -> sa.Select[Any]:
    """The newest candidate of every partition that was published or refused."""
    settled = sa.union(
        sa.select(PUBLICATIONS.c.candidate).where(PUBLICATIONS.c.product == product),
        sa.select(REFUSALS.c.candidate).where(REFUSALS.c.product == product),
    )
    age = sa.func.row_number().over(
        partition_by=CANDIDATES.c.partition, order_by=CANDIDATES.c.recorded_at.desc()
    )
    ranked = (
        sa.select(CANDIDATES.c.id, age.label("age"))
        .where(CANDIDATES.c.product == product, CANDIDATES.c.id.in_(settled))
        .subquery()
    )
    newest = sa.select(ranked.c.id).where(ranked.c.age == 1)
    return sa.select(CANDIDATES).where(CANDIDATES.c.id.in_(newest)).order_by(CANDIDATES.c.partition)


def _late_rows() -> sa.Select[Any]:
    return (
        sa.select(
            LATE_ROWS.c.ingest,
            INGESTS.c.port,
            INGESTS.c.partition.label("arrival"),
            LATE_ROWS.c.partition,
            LATE_ROWS.c.rows,
            _is_current().label("current"),
        )
        .join(INGESTS, INGESTS.c.id == LATE_ROWS.c.ingest)
        .order_by(LATE_ROWS.c.partition, INGESTS.c.partition, INGESTS.c.recorded_at)
    )


def _is_current() -> sa.ColumnElement[bool]:
    newer = INGESTS.alias("newer")
    replaced = (
        sa.select(newer.c.id)
        .where(
            newer.c.product == INGESTS.c.product,
            newer.c.port == INGESTS.c.port,
            newer.c.partition == INGESTS.c.partition,
            newer.c.recorded_at > INGESTS.c.recorded_at,
            ~_is_refused(newer),
        )
        .exists()
    )
    return ~_is_refused(INGESTS) & ~replaced


def _is_refused(ingests: sa.FromClause) -> sa.ColumnElement[bool]:
    return (
        sa.select(VERDICTS.c.id)
        .where(
            VERDICTS.c.subject == ingests.c.id,
            VERDICTS.c.outcome != Outcome.PASSED.value,
            VERDICTS.c.severity == Severity.ERROR.value,
        )
        .exists()
    )
