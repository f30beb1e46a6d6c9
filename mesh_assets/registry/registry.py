"""The registry: subjects, each with versions of a schema that keep the subject's promise.

All that it says is read from its database at that moment. A registration is one transaction that
no other overlaps: the versions that a new one was compared with are those that it follows.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.contract.compatibility.native import InvalidSchema
from mesh_assets.registry import asking
from mesh_assets.registry.declaration import RegistryRules
from mesh_assets.registry.errors import (
    IncompatibleVersion,
    invalid_schema,
    unknown_schema,
)
from mesh_assets.registry.identity import schema_digest
from mesh_assets.registry.judgement import reasons_against
from mesh_assets.registry.levels import effective_level
from mesh_assets.registry.records import (
    Approval,
    OfferedSchema,
    RegisteredVersion,
    StoredSchema,
    chosen_version,
)
from mesh_assets.registry.references import referred_texts
from mesh_assets.registry.review import missing_approvers, refuse_strangers
from mesh_assets.registry.store import RegistryStore
from mesh_assets.registry.tables import APPROVALS, SCHEMAS, VERSIONS


class Registry:
    """Registers versions, and tells what is registered; raises RegistryRefusal."""

    def __init__(self, store: RegistryStore, rules: RegistryRules) -> None:
        self.store = store
        self.rules = rules

    def register(self, subject: str, offered: OfferedSchema) -> RegisteredVersion:
        """Register a version; the one that has the schema already is given as it is.

        Raises IncompatibleVersion for a version that breaks and lacks approvals.
        """
        with self.store.writing() as connection:
            digest = self._digest(connection, offered)
            versions = asking.versions_of(connection, subject, deleted=True)
            same = [each for each in _living(versions) if each.schema.digest == digest]
            if same:
                return same[-1]
            level = effective_level(connection, self.rules, subject)
            reasons = reasons_against(connection, level, self._binding(versions), offered)
            if reasons:
                self._demand_approvals(connection, subject, digest, level, reasons)
            return _insert_version(connection, subject, digest, offered)

    def find(
        self, subject: str, offered: OfferedSchema, *, deleted: bool = False
    ) -> RegisteredVersion:
        """The version of a subject that has a schema."""
        with self.store.reading() as connection:
            versions = asking.known_versions(connection, subject, deleted=deleted)
            digest = self._digest(connection, offered)
        same = [each for each in versions if each.schema.digest == digest]
        if not same:
            raise unknown_schema()
        return same[-1]

    def compare(
        self, subject: str, offered: OfferedSchema, version: int | None, *, all_versions: bool
    ) -> tuple[str, ...]:
        """Why a schema may not become the subject's next version; nothing where it may.

        It is held against one version, the latest for None, or against all that the subject's
        level names.
        """
        with self.store.reading() as connection:
            self._digest(connection, offered)
            versions = asking.versions_of(connection, subject, deleted=True)
            binding = self._binding(versions)
            # The first version of a subject follows nothing.
            if not all_versions and (binding or version is not None):
                binding = [chosen_version(_living(versions), version)]
            level = effective_level(connection, self.rules, subject)
            return reasons_against(connection, level, binding, offered)

    def approve(self, subject: str, offered: OfferedSchema, by: str, reason: str) -> Approval:
        """Record an approver's consent to exactly this schema in this subject."""
        refuse_strangers(self.rules.review, by)
        with self.store.writing() as connection:
            digest = self._digest(connection, offered)
            approval = Approval(subject, digest, by, datetime.now(UTC), reason)
            given = asking.approvals_of(connection, subject, digest)
            known = [each for each in given if each.approver == by]
            if known:
                return known[0]
            values = {name: getattr(approval, name) for name in Approval.__slots__}
            connection.execute(APPROVALS.insert().values(**values))
            return approval

    def approvals(self, subject: str) -> list[Approval]:
        """All approvals in a subject, the oldest first."""
        with self.store.reading() as connection:
            return asking.all_approvals_of(connection, subject)

    def subjects(self, *, deleted: bool = False) -> list[str]:
        """All subjects that have versions."""
        with self.store.reading() as connection:
            return asking.subjects_of(connection, deleted=deleted)

    def versions(self, subject: str, *, deleted: bool = False) -> list[RegisteredVersion]:
        """The versions of a subject in order; there is one at least."""
        with self.store.reading() as connection:
            return asking.known_versions(connection, subject, deleted=deleted)

    def version(
        self, subject: str, version: int | None, *, deleted: bool = False
    ) -> RegisteredVersion:
        """One version, the latest for None."""
        return chosen_version(self.versions(subject, deleted=deleted), version)

    def schema(self, schema_id: int) -> StoredSchema:
        """The schema of an identifier, whatever became of the versions that had it."""
        with self.store.reading() as connection:
            found = asking.schema_by_id(connection, schema_id)
        if found is None:
            raise unknown_schema(schema_id)
        return found

    def versions_with(self, schema_id: int, *, deleted: bool = False) -> list[RegisteredVersion]:
        """The versions that have a schema."""
        self.schema(schema_id)
        with self.store.reading() as connection:
            return asking.versions_with(connection, schema_id, deleted=deleted)

    def referring(self, subject: str, version: int | None) -> list[int]:
        """The identifiers of the schemas that refer to a version."""
        found = self.version(subject, version)
        with self.store.reading() as connection:
            return asking.referring(connection, subject, found.version)

    def _digest(self, connection: sa.Connection, offered: OfferedSchema) -> str:
        try:
            return schema_digest(offered, referred_texts(connection, offered))
        except InvalidSchema as error:
            raise invalid_schema(f"the schema {error}") from None

    def _binding(self, versions: list[RegisteredVersion]) -> list[RegisteredVersion]:
        """What a new version is held against.

        Where a review is required, also what was deleted: messages written with it are still
        there, and a deletion would let a break pass without the approvals.
        """
        return versions if self.rules.review.required else _living(versions)

    def _demand_approvals(
        self,
        connection: sa.Connection,
        subject: str,
        digest: str,
        level: Mode,
        reasons: tuple[str, ...],
    ) -> None:
        approvals = asking.approvals_of(connection, subject, digest)
        missing = missing_approvers(self.rules.review, approvals)
        if missing is None:
            return
        wanted = " and ".join(missing) if self.rules.review.required else " or ".join(missing)
        way_out = f"; it registers once {wanted} approved it" if missing else ""
        message = (
            "Schema being registered is incompatible with an earlier schema for subject "
            f'"{subject}", details: {[*reasons]}, compatibility: {level}{way_out}'
        )
        raise IncompatibleVersion(message, reasons)


def _living(versions: list[RegisteredVersion]) -> list[RegisteredVersion]:
    return [each for each in versions if not each.deleted]


def _insert_version(
    connection: sa.Connection, subject: str, digest: str, offered: OfferedSchema
) -> RegisteredVersion:
    schema = asking.schema_by_digest(connection, digest) or _insert_schema(
        connection, digest, offered
    )
    version = asking.highest(connection, VERSIONS.c.version, VERSIONS.c.subject == subject) + 1
    registered = RegisteredVersion(subject, version, schema, False, datetime.now(UTC))
    connection.execute(
        VERSIONS.insert().values(
            subject=subject,
            version=version,
            schema_id=schema.id,
            deleted=False,
            registered_at=registered.registered_at,
        )
    )
    return registered


def _insert_schema(connection: sa.Connection, digest: str, offered: OfferedSchema) -> StoredSchema:
    identifier = asking.highest(connection, SCHEMAS.c.id) + 1
    connection.execute(
        SCHEMAS.insert().values(
            id=identifier,
            digest=digest,
            format=offered.format.value,
            text=offered.text,
            references=[list(each) for each in offered.references],
        )
    )
    return StoredSchema(offered.format, offered.text, offered.references, identifier, digest)
