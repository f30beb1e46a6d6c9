"""A person's mistake or a refused partition, shown in the UI as its message."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from mesh_assets.errors import InfrastructureError, MeshError


@contextmanager
def shown_to_people() -> Iterator[None]:
    """Turn the mesh's own errors into step failures that are never retried.

    A refusal stays a refusal however often it is tried; infrastructure failures are other
    exceptions, which Dagster's run retries handle.
    """
    try:
        yield
    except InfrastructureError as error:
        raise dg.Failure(description=str(error)) from error
    except MeshError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None
