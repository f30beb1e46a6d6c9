"""From a schema that refers to versions of other subjects to a schema that can be read alone."""

import sqlalchemy as sa

from mesh_assets.contract.compatibility.native import NativeSchema
from mesh_assets.registry.asking import versions_of
from mesh_assets.registry.errors import invalid_schema
from mesh_assets.registry.records import OfferedSchema, RegisteredVersion


def native(connection: sa.Connection, schema: OfferedSchema) -> NativeSchema:
    """The schema with the texts that it refers to; raises RegistryRefusal where one is missing."""
    return NativeSchema(schema.format, schema.text, referred_texts(connection, schema))


def referred_texts(connection: sa.Connection, schema: OfferedSchema) -> dict[str, str]:
    """The texts by the names that the schema gives them, each after those that it needs itself."""
    texts: dict[str, str] = {}
    for reference in schema.references:
        found = _referred(connection, reference.subject, reference.version)
        if found.schema.format is not schema.format:
            message = f"`{reference.name}` is {found.schema.format.spoken}"
            raise invalid_schema(f"{message}, and is referred to by {schema.format.spoken}")
        texts |= referred_texts(connection, found.schema)
        texts[reference.name] = found.schema.text
    return texts


def _referred(connection: sa.Connection, subject: str, version: int) -> RegisteredVersion:
    """A version that is referred to; a deleted one still means what it meant."""
    versions = versions_of(connection, subject, deleted=True)
    found = [each for each in versions if each.version == version]
    if not found:
        raise invalid_schema(f"version {version} of `{subject}` is referred to, and is not known")
    return found[0]
