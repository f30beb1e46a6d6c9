"""Where schemas are published: the mesh's own database, or a registry elsewhere."""

from typing import NamedTuple, Protocol

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.registry.levels import set_level
from mesh_assets.registry.records import OfferedSchema
from mesh_assets.registry.registry import Registry


class Registered(NamedTuple):
    """What a registry says of a version."""

    subject: str
    version: int
    id: int


class Target(Protocol):
    """A registry that schemas are published to."""

    def set_level(self, subject: str, level: Mode) -> None:
        """Set what a new version of a subject has to keep."""

    def compare(self, subject: str, schema: OfferedSchema) -> tuple[str, ...]:
        """Why a schema may not be the next version; nothing where it may."""

    def register(self, subject: str, schema: OfferedSchema) -> Registered:
        """Register a version; raises IncompatibleVersion."""

    def subjects(self) -> list[str]:
        """All subjects."""

    def versions(self, subject: str) -> list[tuple[Registered, OfferedSchema]]:
        """The versions of a subject, the oldest first."""


class OwnRegistry:
    """The registry in the mesh's own database."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def set_level(self, subject: str, level: Mode) -> None:
        """Set what a new version of a subject has to keep."""
        set_level(self._registry.store, self._registry.rules, subject, level)

    def compare(self, subject: str, schema: OfferedSchema) -> tuple[str, ...]:
        """Why a schema may not be the next version; nothing where it may."""
        return self._registry.compare(subject, schema, None, all_versions=True)

    def register(self, subject: str, schema: OfferedSchema) -> Registered:
        """Register a version; raises IncompatibleVersion."""
        found = self._registry.register(subject, schema)
        return Registered(found.subject, found.version, found.schema.id)

    def subjects(self) -> list[str]:
        """All subjects."""
        return self._registry.subjects()

    def versions(self, subject: str) -> list[tuple[Registered, OfferedSchema]]:
        """The versions of a subject, the oldest first."""
        return [
            (Registered(each.subject, each.version, each.schema.id), each.schema)
            for each in self._registry.versions(subject)
        ]


def open_target(registry: Registry, url: str | None) -> Target:
    """The registry at an address, or where none is given the mesh's own."""
    if url is None:
        return OwnRegistry(registry)
    from mesh_assets.registry.remote import RemoteRegistry  # noqa: PLC0415

    return RemoteRegistry(url)
