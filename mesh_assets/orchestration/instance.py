"""The Dagster instance of an installation: its home below the mesh's own."""

import os
from pathlib import Path

import dagster as dg

from mesh_assets.settings import PROJECT, Settings


def prepare_dagster_home(settings: Settings) -> Path:
    """Make the home with the repository's `dagster.yaml`, and point Dagster at it.

    An operator's own `DAGSTER_HOME` is kept as it is.
    """
    chosen = os.environ.get("DAGSTER_HOME")
    if chosen:
        return Path(chosen)
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    _install(PROJECT / "dagster.yaml", home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def dagster_instance(settings: Settings) -> dg.DagsterInstance:
    """The instance that the UI shows."""
    prepare_dagster_home(settings)
    return dg.DagsterInstance.get()


def _install(source: Path, target: Path) -> None:
    """Copy a file in one step, because other processes may be reading it."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    unfinished.write_bytes(source.read_bytes())
    unfinished.replace(target)
