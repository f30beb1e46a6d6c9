"""Keeping libraries that were made for their own command line from changing the process."""

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put back the root logger, the warning filters and the working directory afterwards.

    dbt's dependencies call `logging.basicConfig` on import, dbt changes the directory while it
    works, and Soda leaves a handler on the root logger. All of this belongs to the application
    that runs the mesh, not to the libraries it uses.
    """
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    directory = os.getcwd()  # noqa: PTH109
    try:
        with warnings.catch_warnings():
            yield
    finally:
        os.chdir(directory)
        root.setLevel(level)
        for handler in [handler for handler in root.handlers if handler not in handlers]:
            root.removeHandler(handler)
