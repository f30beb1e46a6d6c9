"""Python's collector of garbage, kept from looking for some where there is none."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Build many objects that refer to each other in one direction only, and are soon let go.

    The collector counts what is made and not yet let go, and would go through all of it, and now
    and then through all that the process holds, without finding anything. What is in no cycle is
    let go as ever.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
