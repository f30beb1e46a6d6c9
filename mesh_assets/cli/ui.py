"""`mesh ui`: the Dagster UI and daemon on loopback, with this installation's data."""

import os
import signal
import sys
from pathlib import Path

import click

from mesh_assets.compute.dbt import DbtModelsInvalid
from mesh_assets.orchestration.instance import dagster_instance
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.folders import domain_folders
from mesh_assets.settings import PROJECT, Settings, load_settings


def prepare_models(settings: Settings) -> None:
    """Have dbt read each domain's models; of a broken domain, say so: the others start."""
    installation = open_installation(settings)
    for folder in domain_folders(settings.domains):
        try:
            installation.dbt.prepared(folder.name)
        except DbtModelsInvalid as error:
            click.echo(f"The code location {folder.name} will not load: {error}", err=True)


@click.command()
@click.option("--port", default=3000, show_default=True, help="Port on 127.0.0.1.")
def ui(port: int) -> None:
    """Start `dagster dev`: the UI, the daemon, sensors and schedules."""
    settings = load_settings()
    # Several processes start at once on this home: the instance's tables and dbt's manifest are
    # made before, so that none of them races to do it.
    with dagster_instance(settings):
        prepare_models(settings)
    click.echo(f"The Dagster UI will be at http://127.0.0.1:{port}  (Ctrl+C stops it)")
    dagster = Path(sys.executable).with_name("dagster")
    os.chdir(PROJECT)
    # `dagster dev` stops its processes with it, and a script that starts this in the background has
    # them ignore it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.execv(  # noqa: S606
        dagster,
        [str(dagster), "dev", "-w", "workspace.yaml", "-h", "127.0.0.1", "-p", str(port)],
    )
