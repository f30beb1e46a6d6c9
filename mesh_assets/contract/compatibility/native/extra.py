"""What the formats need beyond the core: the extra `schemas`."""

from collections.abc import Iterator
from contextlib import contextmanager

from mesh_assets.errors import MeshError


class SchemasExtraMissing(MeshError):
    """The libraries of Avro, Protobuf and the registry's client are not installed."""


@contextmanager
def needs_schemas_extra() -> Iterator[None]:
    """Say what to install where an import inside fails."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise SchemasExtraMissing(
            f"`{error.name}` is not installed: install mesh-assets with its extra `schemas`"
        ) from None
