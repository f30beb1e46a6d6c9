"""`mesh registry serve`: the registry over HTTP."""

import click

from mesh_assets.cli.registry_opening import open_registry
from mesh_assets.registry.service.application import registry_application
from mesh_assets.registry.service.serving import HOST, listening_socket
from mesh_assets.registry.service.serving import serve as answer
from mesh_assets.settings import load_settings


@click.command()
@click.option(
    "--port", default=8081, show_default=True, help=f"Port on {HOST}; 0 takes any free one."
)
def serve(port: int) -> None:
    """Answer as a Confluent-compatible registry, on loopback.

    It keeps everything in the catalog's database, and has no authentication of its own.
    """
    registry = open_registry(load_settings())
    registry.subjects()
    listening = listening_socket(port)
    click.echo(f"The registry is at http://{HOST}:{listening.getsockname()[1]}  (Ctrl+C stops it)")
    answer(registry_application(registry), listening)
