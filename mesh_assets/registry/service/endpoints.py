"""What each path of the API answers."""

from collections.abc import Mapping
from typing import Any

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.contract.compatibility.native.protobuf.files import serialised_text
from mesh_assets.registry.deletion import delete_subject, delete_version, refuse_for_ever
from mesh_assets.registry.errors import RegistryRefusal
from mesh_assets.registry.records import OfferedSchema, RegisteredVersion
from mesh_assets.registry.references import native
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.service.call import Call

Answer = Any
"""JSON."""


def about(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """Answer those who ask whether anybody is there."""
    return {}


def types(registry: Registry, call: Call) -> Answer:  # noqa: ARG001
    """List the formats."""
    return [form.value for form in SchemaFormat]


def schema_by_id(registry: Registry, call: Call) -> Answer:
    """Give a schema, which serialised messages name by its identifier."""
    return _schema(registry, call, registry.schema(call.identifier))


def schema_text(registry: Registry, call: Call) -> Answer:
    """Give the text of a schema."""
    return schema_by_id(registry, call)["schema"]


def versions_with_schema(registry: Registry, call: Call) -> Answer:
    """List the versions that have a schema."""
    found = registry.versions_with(call.identifier, deleted=call.wants("deleted"))
    wanted = call.query.get("subject")
    return call.page(
        [
            {"subject": each.subject, "version": each.version}
            for each in found
            if wanted in {None, each.subject}
        ]
    )


def subjects_with_schema(registry: Registry, call: Call) -> Answer:
    """List the subjects that have a schema."""
    found = registry.versions_with(call.identifier, deleted=call.wants("deleted"))
    return call.page(sorted({each.subject for each in found}))


def subjects(registry: Registry, call: Call) -> Answer:
    """List the subjects."""
    found = registry.subjects(deleted=call.wants("deleted"))
    if call.wants("deletedOnly", "deleted_only"):
        living = set(registry.subjects())
        found = [each for each in registry.subjects(deleted=True) if each not in living]
    prefix = call.query.get("subjectPrefix", "").removeprefix(":*:")
    return call.page([each for each in found if each.startswith(prefix)])


def find(registry: Registry, call: Call) -> Answer:
    """Give the version of a subject that has the schema in the body."""
    found = registry.find(call.subject, call.schema(), deleted=call.wants("deleted"))
    return _version(registry, call, found)


def register(registry: Registry, call: Call) -> Answer:
    """Register the schema in the body."""
    for key, none in (("id", {None, -1}), ("version", {None, 0, -1})):
        if call.body.get(key) not in none:
            raise RegistryRefusal(42205, f"`{key}` is given by the registry: leave it out")
    found = registry.register(call.subject, call.schema())
    return {"id": found.schema.id, "version": found.version, **_form(found.schema)}


def versions(registry: Registry, call: Call) -> Answer:
    """List the numbers of a subject's versions."""
    only = call.wants("deletedOnly", "deleted_only")
    found = registry.versions(call.subject, deleted=only or call.wants("deleted"))
    return call.page([each.version for each in found if each.deleted or not only])


def version(registry: Registry, call: Call) -> Answer:
    """Give a version of a subject."""
    found = registry.version(call.subject, call.version, deleted=call.wants("deleted"))
    return _version(registry, call, found)


def version_text(registry: Registry, call: Call) -> Answer:
    """Give the text of a version."""
    return version(registry, call)["schema"]


def referring(registry: Registry, call: Call) -> Answer:
    """List the identifiers of the schemas that refer to a version."""
    return call.page(registry.referring(call.subject, call.version))


def forget_version(registry: Registry, call: Call) -> Answer:
    """Delete a version."""
    if call.wants("permanent"):
        raise refuse_for_ever()
    return delete_version(registry, call.subject, call.version)


def forget_subject(registry: Registry, call: Call) -> Answer:
    """Delete a subject."""
    if call.wants("permanent"):
        raise refuse_for_ever()
    return delete_subject(registry, call.subject)


def compare_with_version(registry: Registry, call: Call) -> Answer:
    """Hold the schema in the body against a version."""
    return _comparison(registry, call, call.version, all_versions=False)


def compare_with_subject(registry: Registry, call: Call) -> Answer:
    """Hold the schema in the body against the versions that the subject's level names."""
    return _comparison(registry, call, None, all_versions=True)


def _comparison(
    registry: Registry, call: Call, number: int | None, *, all_versions: bool
) -> Answer:
    """Say whether a schema may follow; one that is none may not, where reasons are asked for."""
    try:
        reasons = registry.compare(call.subject, call.schema(), number, all_versions=all_versions)
    except RegistryRefusal as error:
        if error.code != 42201 or not call.wants("verbose"):
            raise
        reasons = (str(error),)
    told = {"messages": [*reasons]} if call.wants("verbose") else {}
    return {"is_compatible": not reasons, **told}


def _version(registry: Registry, call: Call, found: RegisteredVersion) -> Answer:
    return {
        "subject": found.subject,
        "version": found.version,
        "id": found.schema.id,
        **_schema(registry, call, found.schema),
    }


def _schema(registry: Registry, call: Call, schema: OfferedSchema) -> dict[str, Answer]:
    return {"schema": _text(registry, schema, call.query.get("format", "")), **_form(schema)}


def _text(registry: Registry, schema: OfferedSchema, form: str) -> str:
    if form == "serialized" and schema.format is SchemaFormat.PROTOBUF:
        with registry.store.reading() as connection:
            return serialised_text(native(connection, schema))
    if form not in {"", "default", "serialized"}:
        raise RegistryRefusal(422, f"the format `{form}` is not given by this registry")
    return schema.text


def _form(schema: OfferedSchema) -> Mapping[str, Answer]:
    """The type and the references, as far as they are not the usual ones."""
    told: dict[str, Answer] = {}
    if schema.format is not SchemaFormat.AVRO:
        told["schemaType"] = schema.format.value
    if schema.references:
        told["references"] = [each._asdict() for each in schema.references]
    return told
