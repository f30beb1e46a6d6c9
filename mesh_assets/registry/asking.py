"""What the registry's tables say of subjects, versions, schemas, levels and approvals."""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.registry.errors import unknown_subject
from mesh_assets.registry.records import Approval, Reference, RegisteredVersion, StoredSchema
from mesh_assets.registry.tables import APPROVALS, LEVELS, SCHEMAS, VERSIONS

GLOBAL = ""
"""What stands in the place of a subject for the level of all."""

_JOINED = sa.select(VERSIONS, SCHEMAS).join(SCHEMAS, SCHEMAS.c.id == VERSIONS.c.schema_id)


def versions_of(
    connection: sa.Connection, subject: str, *, deleted: bool = False
) -> list[RegisteredVersion]:
    """The versions of a subject in order, with the deleted ones where they are asked for."""
    wanted = _JOINED.where(VERSIONS.c.subject == subject).order_by(VERSIONS.c.version)
    found = [_version(row) for row in connection.execute(wanted).mappings()]
    return [each for each in found if deleted or not each.deleted]


def known_versions(
    connection: sa.Connection, subject: str, *, deleted: bool = False
) -> list[RegisteredVersion]:
    """The versions of a subject in order, one at least; raises RegistryRefusal."""
    versions = versions_of(connection, subject, deleted=deleted)
    if not versions:
        raise unknown_subject(subject)
    return versions


def versions_with(
    connection: sa.Connection, schema_id: int, *, deleted: bool = False
) -> list[RegisteredVersion]:
    """The versions that have a schema, subject by subject."""
    wanted = _JOINED.where(VERSIONS.c.schema_id == schema_id)
    ordered = wanted.order_by(VERSIONS.c.subject, VERSIONS.c.version)
    found = [_version(row) for row in connection.execute(ordered).mappings()]
    return [each for each in found if deleted or not each.deleted]


def subjects_of(connection: sa.Connection, *, deleted: bool = False) -> list[str]:
    """All subjects in order, with those of which all versions are deleted where asked for."""
    known = sa.select(VERSIONS.c.subject).distinct().order_by(VERSIONS.c.subject)
    wanted = known if deleted else known.where(~VERSIONS.c.deleted)
    return list(connection.execute(wanted).scalars())


def schema_by_id(connection: sa.Connection, schema_id: int) -> StoredSchema | None:
    """The schema of that identifier."""
    return _one_schema(connection, SCHEMAS.c.id == schema_id)


def schema_by_digest(connection: sa.Connection, digest: str) -> StoredSchema | None:
    """The schema that says what the digest is of."""
    return _one_schema(connection, SCHEMAS.c.digest == digest)


def referring(connection: sa.Connection, subject: str, version: int) -> list[int]:
    """The identifiers of the schemas that refer to a version, and have versions themselves."""
    used = sa.select(VERSIONS.c.schema_id).where(~VERSIONS.c.deleted).distinct()
    schemas = connection.execute(sa.select(SCHEMAS).where(SCHEMAS.c.id.in_(used))).mappings()
    return sorted(
        schema.id
        for schema in map(_schema, schemas)
        if any((each.subject, each.version) == (subject, version) for each in schema.references)
    )


def level_of(connection: sa.Connection, subject: str) -> Mode | None:
    """The level that was set for a subject, or for all; None where none was."""
    wanted = sa.select(LEVELS.c.compatibility).where(LEVELS.c.subject == subject)
    found = connection.execute(wanted).first()
    return Mode(found[0]) if found else None


def approvals_of(connection: sa.Connection, subject: str, digest: str) -> list[Approval]:
    """The approvals of a schema in a subject, the oldest first."""
    same = (APPROVALS.c.subject == subject) & (APPROVALS.c.digest == digest)
    return list(_approvals(connection, sa.select(APPROVALS).where(same)))


def all_approvals_of(connection: sa.Connection, subject: str) -> list[Approval]:
    """All approvals in a subject, the oldest first."""
    wanted = sa.select(APPROVALS).where(APPROVALS.c.subject == subject)
    return list(_approvals(connection, wanted))


def highest(connection: sa.Connection, column: sa.Column[int], *same: Any) -> int:  # noqa: ANN401
    """The greatest number that was given; 0 where none was."""
    greatest = sa.select(sa.func.coalesce(sa.func.max(column), 0)).where(*same)
    return int(connection.execute(greatest).scalar_one())


def _approvals(connection: sa.Connection, wanted: sa.Select[Any]) -> Iterator[Approval]:
    ordered = wanted.order_by(APPROVALS.c.approved_at, APPROVALS.c.approver)
    return (Approval(**row) for row in connection.execute(ordered).mappings())


def _one_schema(
    connection: sa.Connection, condition: sa.ColumnElement[bool]
) -> StoredSchema | None:
    row = connection.execute(sa.select(SCHEMAS).where(condition)).mappings().one_or_none()
    return None if row is None else _schema(row)


def _version(row: sa.RowMapping) -> RegisteredVersion:
    return RegisteredVersion(
        subject=row["subject"],
        version=row["version"],
        schema=_schema(row),
        deleted=row["deleted"],
        registered_at=row["registered_at"],
    )


def _schema(row: sa.RowMapping) -> StoredSchema:
    return StoredSchema(
        format=SchemaFormat(row["format"]),
        text=row["text"],
        references=tuple(_references(row["references"])),
        id=row["id"],
        digest=row["digest"],
    )


def _references(kept: Iterable[Any]) -> Iterator[Reference]:
    return (Reference(*each) for each in kept)
