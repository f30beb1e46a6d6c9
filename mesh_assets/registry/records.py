"""What the registry keeps, as plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.registry.errors import unknown_version


class Reference(NamedTuple):
    """What a schema calls a version of another subject."""

    name: str
    subject: str
    version: int


@dataclass(frozen=True, slots=True)
class OfferedSchema:
    """A schema as somebody sends it."""

    format: SchemaFormat
    text: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredSchema(OfferedSchema):
    """A schema that is kept under an identifier; it never changes."""

    id: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class RegisteredVersion:
    """A version of a subject."""

    subject: str
    version: int
    schema: StoredSchema
    deleted: bool
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody's consent to a version that breaks."""

    subject: str
    digest: str
    approver: str
    approved_at: datetime
    reason: str


def chosen_version(versions: Sequence[RegisteredVersion], number: int | None) -> RegisteredVersion:
    """The version of a number, the latest for None; raises RegistryRefusal."""
    if number is None and versions:
        return versions[-1]
    found = [each for each in versions if each.version == number]
    if not found:
        raise unknown_version(number or "latest")
    return found[0]
