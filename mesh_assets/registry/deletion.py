"""Deleting versions: they are no longer offered, and what was written with them can still be read.

A schema keeps its identifier for ever, which stands in every message that was written with it.
"""

import sqlalchemy as sa

from mesh_assets.registry import asking
from mesh_assets.registry.errors import RegistryRefusal, not_permitted
from mesh_assets.registry.records import RegisteredVersion, chosen_version
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.tables import LEVELS, VERSIONS

_REFERENCE_EXISTS = 42206


def delete_version(registry: Registry, subject: str, version: int | None) -> int:
    """Delete one version, the latest for None; gives its number. Raises RegistryRefusal."""
    with registry.store.writing() as connection:
        found = chosen_version(asking.known_versions(connection, subject), version)
        _delete(connection, [found])
    return found.version


def delete_subject(registry: Registry, subject: str) -> list[int]:
    """Delete all versions and the level of a subject; gives the numbers of the versions."""
    with registry.store.writing() as connection:
        found = asking.known_versions(connection, subject)
        _delete(connection, found)
        connection.execute(LEVELS.delete().where(LEVELS.c.subject == subject))
    return [each.version for each in found]


def refuse_for_ever() -> RegistryRefusal:
    """Refuse to forget a schema."""
    return not_permitted(
        "schemas are not deleted for ever: messages that were written with them name them"
    )


def _delete(connection: sa.Connection, versions: list[RegisteredVersion]) -> None:
    for each in versions:
        if asking.referring(connection, each.subject, each.version):
            message = f"One or more references exist to the schema {each.subject}-{each.version}"
            raise RegistryRefusal(_REFERENCE_EXISTS, message)
        same = (VERSIONS.c.subject == each.subject) & (VERSIONS.c.version == each.version)
        connection.execute(VERSIONS.update().where(same).values(deleted=True))
