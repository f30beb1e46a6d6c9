"""A registry elsewhere, through Confluent's own client."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.contract.compatibility.native.extra import needs_schemas_extra
from mesh_assets.errors import InfrastructureError
from mesh_assets.registry.errors import IncompatibleVersion, RegistryRefusal
from mesh_assets.registry.records import OfferedSchema, Reference
from mesh_assets.registry.target import Registered

if TYPE_CHECKING:
    from confluent_kafka.schema_registry import RegisteredSchema, Schema

_NO_LEVEL_OF_ITS_OWN = 40408
_UNKNOWN_SUBJECT = 40401
_SECONDS = 10
"""How long an answer may take."""


class RegistryUnreachable(InfrastructureError):
    """The registry does not answer, or has trouble of its own."""


class RemoteRegistry:
    """The registry at an address."""

    def __init__(self, url: str) -> None:
        with needs_schemas_extra():
            from confluent_kafka.schema_registry import SchemaRegistryClient  # noqa: PLC0415

        self._url = url
        # What is published once is not asked for again and again: there is nothing to wait for.
        self._client = SchemaRegistryClient({"url": url, "timeout": _SECONDS, "max.retries": 1})

    def set_level(self, subject: str, level: Mode) -> None:
        """Set what a new version of a subject has to keep, unless it is so already."""
        if self._level(subject) is not level:
            with self._answering():
                self._client.set_compatibility(subject, level.value)

    def compare(self, subject: str, schema: OfferedSchema) -> tuple[str, ...]:
        """Why a schema may not be the next version; nothing where it may."""
        if subject not in self.subjects():
            return ()
        with self._answering():
            is_compatible = self._client.test_compatibility(subject, _sent(schema))
        return () if is_compatible else (f"{self._url} finds it incompatible",)

    def register(self, subject: str, schema: OfferedSchema) -> Registered:
        """Register a version; raises IncompatibleVersion."""
        with self._answering():
            self._client.register_schema(subject, _sent(schema))
            found = self._client.lookup_schema(subject, _sent(schema))
        return _registered(subject, found)

    def subjects(self) -> list[str]:
        """All subjects."""
        with self._answering():
            return list(self._client.get_subjects())

    def versions(self, subject: str) -> list[tuple[Registered, OfferedSchema]]:
        """The versions of a subject, the oldest first."""
        with self._answering():
            numbers = self._client.get_versions(subject)
            found = [self._client.get_version(subject, number) for number in numbers]
        return [(_registered(subject, each), _offered(each.schema)) for each in found]

    def _level(self, subject: str) -> Mode | None:
        try:
            with self._answering():
                return Mode(self._client.get_compatibility(subject))
        except RegistryRefusal as error:
            if error.code in {_NO_LEVEL_OF_ITS_OWN, _UNKNOWN_SUBJECT}:
                return None
            raise

    @contextmanager
    def _answering(self) -> Iterator[None]:
        """Say in the mesh's own errors what the registry or the way to it says."""
        from confluent_kafka.schema_registry._sync import (  # noqa: PLC0415
            schema_registry_client as client,
        )
        from confluent_kafka.schema_registry.error import SchemaRegistryError  # noqa: PLC0415

        try:
            yield
        except SchemaRegistryError as error:
            message = f"{self._url} refuses: {error.error_message}"
            if error.http_status_code == 409:
                raise IncompatibleVersion(message, (str(error.error_message),)) from None
            if error.http_status_code >= 500:
                raise RegistryUnreachable(message) from None
            raise RegistryRefusal(error.error_code, message) from None
        # The client speaks HTTP with whichever of two libraries there is.
        except client.httpx.HTTPError as error:  # type: ignore[attr-defined]
            raise RegistryUnreachable(f"{self._url} does not answer: {error}") from None


def _sent(schema: OfferedSchema) -> "Schema":
    from confluent_kafka.schema_registry import Schema, SchemaReference  # noqa: PLC0415

    references = [SchemaReference(*each) for each in schema.references]
    return Schema(schema.text, schema.format.value, references)


def _registered(subject: str, found: "RegisteredSchema") -> Registered:
    return Registered(subject, int(found.version or 0), int(found.schema_id or 0))


def _offered(schema: "Schema") -> OfferedSchema:
    references = tuple(
        Reference(str(each.name), str(each.subject), int(each.version or 0))
        for each in schema.references or ()
    )
    form = SchemaFormat(schema.schema_type or SchemaFormat.AVRO)
    return OfferedSchema(form, str(schema.schema_str), references)
