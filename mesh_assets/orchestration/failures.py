"""What went wrong in a step: a refusal to show, or the machine's fault to wait out."""

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg

from mesh_assets.errors import InfrastructureError, MeshError

WAITS = (5, 20, 60)
"""Seconds before each further try: long enough for a database to restart."""


@contextmanager
def shown_to_people(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Turn the mesh's own errors into step failures that show their message.

    A refusal or a mistake stays what it is however often it is tried, so it fails at once. What
    the machine is to blame for is tried again: every verb is safe to repeat. This is not an op's
    RetryPolicy, because that one would also try defects again, which are any other exception.
    """
    try:
        yield
    except InfrastructureError as error:
        if context.retry_number < len(WAITS):
            raise dg.RetryRequested(
                max_retries=len(WAITS), seconds_to_wait=WAITS[context.retry_number]
            ) from error
        raise dg.Failure(description=str(error), allow_retries=False) from error
    except MeshError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None
