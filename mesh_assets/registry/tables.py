"""The SQL tables of the registry."""

import sqlalchemy as sa

from mesh_assets.lakehouse.instant import Instant

METADATA = sa.MetaData()
"""A column that is added to a table of earlier versions needs a default for the rows there."""

SCHEMAS = sa.Table(
    "mesh_registry_schemas",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("digest", sa.String, nullable=False, unique=True),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("references", sa.JSON, nullable=False),
)

VERSIONS = sa.Table(
    "mesh_registry_versions",
    METADATA,
    sa.Column("subject", sa.String, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("schema_id", sa.Integer, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("registered_at", Instant, nullable=False),
    sa.Index("mesh_registry_versions_by_schema", "schema_id"),
)

LEVELS = sa.Table(
    "mesh_registry_levels",
    METADATA,
    sa.Column("subject", sa.String, primary_key=True),
    sa.Column("compatibility", sa.String, nullable=False),
)

APPROVALS = sa.Table(
    "mesh_registry_approvals",
    METADATA,
    sa.Column("subject", sa.String, primary_key=True),
    sa.Column("digest", sa.String, primary_key=True),
    sa.Column("approver", sa.String, primary_key=True),
    sa.Column("approved_at", Instant, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
)
