"""How commands find the registry."""

import click

from mesh_assets.registry.declaration import load_registry_rules
from mesh_assets.registry.registry import Registry
from mesh_assets.registry.store import RegistryStore
from mesh_assets.registry.target import Target, open_target
from mesh_assets.settings import Settings

url_option = click.option(
    "--url", help="Where the registry answers; by default as registry.yaml says."
)


def open_registry(settings: Settings) -> Registry:
    """The mesh's own registry; raises DocumentError where its rules cannot be read."""
    rules = load_registry_rules(settings.registry)
    settings.home.mkdir(parents=True, exist_ok=True)
    return Registry(RegistryStore(settings.catalog_uri), rules)


def chosen_target(registry: Registry, url: str | None) -> Target:
    """The registry that is asked for, or declared; the mesh's own where neither says one."""
    return open_target(registry, url or registry.rules.url)
