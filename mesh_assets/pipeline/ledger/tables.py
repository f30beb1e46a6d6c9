"""The SQL tables of the ledger."""

import sqlalchemy as sa

from mesh_assets.lakehouse.instant import Instant

METADATA = sa.MetaData()
"""A column that is added to a table of earlier versions needs a default for the rows there."""


INGESTS = sa.Table(
    "mesh_ingests",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("product", sa.String, nullable=False),
    sa.Column("port", sa.String, nullable=False),
    sa.Column("partition", sa.String, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("received", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.BigInteger, nullable=False),
    sa.Column("dead_lettered", sa.BigInteger, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("files", sa.JSON, nullable=False),
    sa.Column("fingerprint", sa.String, nullable=False),
    sa.Column("table", sa.String, nullable=False),
    sa.Column("snapshot_id", sa.BigInteger, nullable=False),
    sa.Column("notices", sa.JSON, nullable=False, server_default="[]"),
    sa.Index("mesh_ingests_by_partition", "product", "port", "partition"),
)

LATE_ROWS = sa.Table(
    "mesh_late_rows",
    METADATA,
    sa.Column("ingest", sa.String, primary_key=True),
    sa.Column("partition", sa.String, primary_key=True),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Index("mesh_late_rows_by_partition", "partition"),
)

CANDIDATES = sa.Table(
    "mesh_candidates",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("product", sa.String, nullable=False),
    sa.Column("partition", sa.String, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("recorded_at", Instant, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("newest_event", Instant),
    sa.Column("contract_digest", sa.String, nullable=False),
    sa.Column("spec_digest", sa.String, nullable=False),
    sa.Column("models_digest", sa.String, nullable=False, server_default=""),
    sa.Column("ingests", sa.JSON, nullable=False),
    sa.Index("mesh_candidates_by_partition", "product", "partition"),
)

DECLARATIONS = sa.Table(
    "mesh_declarations",
    METADATA,
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("content", sa.JSON, nullable=False),
)

VERDICTS = sa.Table(
    "mesh_verdicts",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("gate", sa.String, nullable=False),
    sa.Column("rule", sa.String, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("severity", sa.String, nullable=False),
    sa.Column("measured", sa.JSON),
    sa.Column("expected", sa.String, nullable=False),
    sa.Column("scope", sa.String, nullable=False),
    sa.Column("detail", sa.String, nullable=False),
    sa.Index("mesh_verdicts_by_rule", "subject", "gate", "rule"),
)

PUBLICATIONS = sa.Table(
    "mesh_publications",
    METADATA,
    sa.Column("table_name", sa.String, primary_key=True),
    sa.Column("snapshot_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("product", sa.String, nullable=False),
    sa.Column("partition", sa.String, nullable=False),
    sa.Column("candidate", sa.String, nullable=False),
    sa.Column("published_at", Instant, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("evidence", sa.JSON, nullable=False),
    sa.Index("mesh_publications_by_product", "product", "partition"),
)

RETIREMENTS = sa.Table(
    "mesh_retirements",
    METADATA,
    sa.Column("product", sa.String, primary_key=True),
    sa.Column("table_name", sa.String, nullable=False),
    sa.Column("retired_at", Instant, nullable=False),
)

REFUSALS = sa.Table(
    "mesh_refusals",
    METADATA,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("product", sa.String, nullable=False),
    sa.Column("partition", sa.String, nullable=False),
    sa.Column("run_id", sa.String, nullable=False),
    sa.Column("candidate", sa.String, nullable=False),
    sa.Column("refused_at", Instant, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Index("mesh_refusals_by_product", "product", "partition"),
)
