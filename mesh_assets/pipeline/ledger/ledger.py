"""The operational records: what was ingested, staged, judged, published and refused.

They live in the catalog's SQL database (design decision 2). The published table stays the truth
about publications: its snapshots carry their own evidence, and `announce` copies them here so that
boards and history need not open every table.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from mesh_assets.errors import InfrastructureError
from mesh_assets.gates.verdict import Verdict
from mesh_assets.lakehouse.database import open_database
from mesh_assets.pipeline.ledger.insertion import insert_unknown
from mesh_assets.pipeline.ledger.late_rows import (
    current_ingests_with_rows_of,
    late_rows_of_ingests,
    late_rows_of_product,
    newest_settled_candidates,
)
from mesh_assets.pipeline.ledger.newest import (
    candidates_that_stand,
    latest_row_counts,
    newest_of_each_partition,
)
from mesh_assets.pipeline.ledger.records import (
    CandidateRecord,
    DeclarationRecord,
    IngestRecord,
    LateRows,
    PublicationRecord,
    RefusalRecord,
    RetirementRecord,
)
from mesh_assets.pipeline.ledger.succession import Succession, archive, exchange
from mesh_assets.pipeline.ledger.tables import (
    CANDIDATES,
    DECLARATIONS,
    INGESTS,
    LATE_ROWS,
    METADATA,
    PUBLICATIONS,
    REFUSALS,
    RETIREMENTS,
    VERDICTS,
)
from mesh_assets.pipeline.ledger.verdict_rows import delete_verdicts, insert_verdicts, verdict_of

Record = (
    IngestRecord
    | CandidateRecord
    | DeclarationRecord
    | PublicationRecord
    | RefusalRecord
    | RetirementRecord
)

_AT_ONCE = 16
"""More than there are runs of one partition that stage beside each other."""


class LedgerUnavailable(InfrastructureError):
    """The database of the records does not answer, or cannot be written."""


class Ledger:
    """Reads and writes the records; cheap to create, connects on first use."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    @cached_property
    def _engine(self) -> sa.Engine:
        return open_database(self._uri, METADATA)

    @contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise LedgerUnavailable(f"the ledger cannot be used: {error}") from error

    # What happened

    def record_ingest(
        self, record: IngestRecord, verdicts: Iterable[Verdict], late: Mapping[str, int]
    ) -> None:
        """Record an ingest, its verdicts and its late rows, counted by partition, together."""
        with self._begin() as connection:
            connection.execute(INGESTS.insert(), _row(record))
            insert_verdicts(connection, record.id, verdicts)
            for partition, rows in late.items():
                row = {"ingest": record.id, "partition": partition, "rows": rows}
                connection.execute(LATE_ROWS.insert(), row)

    def record_candidate(self, record: CandidateRecord) -> None:
        """Record that a candidate was staged."""
        with self._begin() as connection:
            connection.execute(CANDIDATES.insert(), _row(record))

    def record_declaration(self, record: DeclarationRecord) -> None:
        """Keep what a spec or a contract says; what is known already is left as it is."""
        if self.declaration(record.digest) is not None:
            return
        with self._begin() as connection:
            insert_unknown(connection, DECLARATIONS, [_row(record)])

    def record_verdicts(self, subject: str, verdicts: Iterable[Verdict]) -> None:
        """Record the verdicts on a candidate, in place of earlier ones of the same rules."""
        judged = list(verdicts)
        with self._begin() as connection:
            delete_verdicts(connection, subject, judged)
            insert_verdicts(connection, subject, judged)

    def record_publications(self, records: Iterable[PublicationRecord]) -> None:
        """Record publications together; one that is known already is left as it is."""
        with self._begin() as connection:
            insert_unknown(connection, PUBLICATIONS, [_row(record) for record in records])

    def record_refusal(self, record: RefusalRecord) -> None:
        """Record that an attempt was refused."""
        with self._begin() as connection:
            connection.execute(REFUSALS.insert(), _row(record))

    def succeed(self, succession: Succession) -> None:
        """Exchange the tables and the records of two major versions, in one transaction.

        Raises NameTaken where the old one's table would have a name that is taken.
        """
        with self._begin() as connection:
            exchange(connection, succession)

    def retire(self, record: RetirementRecord, table: str) -> None:
        """Archive a product's table and record it, in one transaction; raises NameTaken."""
        with self._begin() as connection:
            archive(connection, record.product, table, record.table_name)
            connection.execute(RETIREMENTS.insert(), _row(record))

    # What is known

    def verdicts(self, subject: str) -> list[Verdict]:
        """The verdicts on one ingest or candidate, in the order in which they were given."""
        with self._begin() as connection:
            rows = connection.execute(
                sa.select(VERDICTS).where(VERDICTS.c.subject == subject).order_by(VERDICTS.c.id)
            ).mappings()
            return [verdict_of(row) for row in rows]

    def latest_ingest(self, product: str, port: str, partition: str) -> IngestRecord | None:
        """The newest ingest of a port's partition."""
        found = self._latest(
            INGESTS,
            INGESTS.c.recorded_at,
            (INGESTS.c.product == product)
            & (INGESTS.c.port == port)
            & (INGESTS.c.partition == partition),
        )
        return IngestRecord(**found) if found else None

    def has_read(self, product: str, table: str) -> bool:
        """Whether a product has ever read a table through one of its ports."""
        same = (INGESTS.c.product == product) & (INGESTS.c.table == table)
        with self._begin() as connection:
            return connection.execute(sa.select(sa.exists().where(same))).scalar_one()

    def retirement(self, product: str) -> RetirementRecord | None:
        """Where a product was archived; None while it is not retired."""
        found = self._latest(
            RETIREMENTS, RETIREMENTS.c.retired_at, RETIREMENTS.c.product == product
        )
        return RetirementRecord(**found) if found else None

    def late_ingests(self, product: str, port: str, partition: str) -> list[IngestRecord]:
        """The current ingests of later arrivals that brought rows of a partition, in order."""
        statement = current_ingests_with_rows_of(product, port, partition)
        with self._begin() as connection:
            return [IngestRecord(**row) for row in connection.execute(statement).mappings()]

    def late_rows(self, product: str) -> list[LateRows]:
        """All that ever came late to a product, by partition and arrival."""
        with self._begin() as connection:
            rows = connection.execute(late_rows_of_product(product)).mappings()
            return [LateRows(**row) for row in rows]

    def late_rows_of(self, ingests: Iterable[str]) -> list[LateRows]:
        """What some ingests brought late, by partition and arrival."""
        with self._begin() as connection:
            rows = connection.execute(late_rows_of_ingests(ingests)).mappings()
            return [LateRows(**row) for row in rows]

    def ingest(self, identifier: str) -> IngestRecord | None:
        """One ingest by its id."""
        found = self._latest(INGESTS, INGESTS.c.recorded_at, INGESTS.c.id == identifier)
        return IngestRecord(**found) if found else None

    def latest_candidates(self, product: str, partition: str) -> list[CandidateRecord]:
        """The last candidates of a partition, the newest first."""
        own = (CANDIDATES.c.product == product) & (CANDIDATES.c.partition == partition)
        newest_first = sa.select(CANDIDATES).where(own).order_by(CANDIDATES.c.recorded_at.desc())
        with self._begin() as connection:
            rows = connection.execute(newest_first.limit(_AT_ONCE)).mappings()
            return [CandidateRecord(**row) for row in rows]

    def settled_candidates(self, product: str) -> list[CandidateRecord]:
        """The newest candidate of every partition that was published or refused.

        One that is neither belongs to a run that goes on, or that was killed.
        """
        with self._begin() as connection:
            rows = connection.execute(newest_settled_candidates(product)).mappings()
            return [CandidateRecord(**row) for row in rows]

    def published_products(self) -> list[str]:
        """The identifiers of all products that ever published, in order."""
        statement = sa.select(PUBLICATIONS.c.product).distinct().order_by(PUBLICATIONS.c.product)
        with self._begin() as connection:
            return list(connection.execute(statement).scalars())

    def published_candidates(self, product: str) -> dict[str, CandidateRecord]:
        """What stands in each partition of a product, by partition key."""
        with self._begin() as connection:
            rows = connection.execute(candidates_that_stand(product)).mappings()
            return {row["partition"]: CandidateRecord(**row) for row in rows}

    def declaration(self, digest: str) -> DeclarationRecord | None:
        """The spec or the contract of that digest; None where none was recorded."""
        statement = sa.select(DECLARATIONS).where(DECLARATIONS.c.digest == digest)
        with self._begin() as connection:
            row = connection.execute(statement).mappings().first()
            return DeclarationRecord(**row) if row else None

    def latest_ingests(self, product: str) -> list[IngestRecord]:
        """The newest ingest of every port and partition of a product."""
        rows = self._newest(INGESTS, product, INGESTS.c.recorded_at, INGESTS.c.port)
        return [IngestRecord(**row) for row in rows]

    def latest_publications(self, product: str) -> list[PublicationRecord]:
        """The newest publication of every partition of a product."""
        rows = self._newest(PUBLICATIONS, product, PUBLICATIONS.c.published_at)
        return [PublicationRecord(**row) for row in rows]

    def knows_publication(self, table: str, snapshot_id: int) -> bool:
        """Whether a publication was recorded."""
        same = (PUBLICATIONS.c.table_name == table) & (PUBLICATIONS.c.snapshot_id == snapshot_id)
        with self._begin() as connection:
            return connection.execute(sa.select(sa.exists().where(same))).scalar_one()

    def published_row_counts(self, product: str, *, besides: str, at_most: int) -> list[int]:
        """The rows that the latest partitions but one last published, in partition order."""
        statement = latest_row_counts(product, besides, at_most)
        with self._begin() as connection:
            return [*connection.execute(statement).scalars()][::-1]

    def latest_refusals(self, product: str) -> list[RefusalRecord]:
        """The newest refusal of every partition of a product."""
        rows = self._newest(REFUSALS, product, REFUSALS.c.refused_at)
        return [RefusalRecord(**row) for row in rows]

    def _latest(
        self, table: sa.Table, order: sa.Column[Any], condition: sa.ColumnElement[bool]
    ) -> dict[str, Any] | None:
        with self._begin() as connection:
            statement = sa.select(table).where(condition).order_by(order.desc()).limit(1)
            row = connection.execute(statement).mappings().first()
            return dict(row) if row else None

    def _newest(
        self,
        table: sa.Table,
        product: str,
        order: sa.Column[Any],
        *keys: sa.Column[Any],
    ) -> list[dict[str, Any]]:
        """The newest row of every partition (and further keys), in partition order."""
        statement = newest_of_each_partition(table, product, order, *keys)
        with self._begin() as connection:
            return [dict(row) for row in connection.execute(statement).mappings()]


def _row(record: Record) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__slots__}
