"""The code locations of Dagster: one entry in workspace.yaml for each domain."""

import os
from pathlib import Path
from typing import Any

import yaml

from mesh_assets.errors import MeshError
from mesh_assets.settings import PROJECT, Settings

WORKSPACE = "workspace.yaml"


class WorkspaceNotUnderstood(MeshError):
    """The file of code locations cannot be extended without touching the rest of it."""


def workspace_file(settings: Settings) -> Path | None:
    """The file that lists the domains' code locations; None for domains outside the project."""
    return PROJECT / WORKSPACE if settings.domains.is_relative_to(PROJECT) else None


def module_of(settings: Settings, folder_name: str) -> str:
    """The Python module of a domain, such as `mesh_assets.domains.orders`."""
    folder = settings.domains
    parts = folder.relative_to(PROJECT).parts if folder.is_relative_to(PROJECT) else (folder.name,)
    return ".".join([*parts, folder_name])


def with_location(text: str, module: str, location: str) -> str:
    """Add a code location at the end; every other byte stays as it is.

    Raises WorkspaceNotUnderstood where the end of the file is not the end of its list.
    """
    entry = (
        "  - python_module:\n"
        f"      module_name: {module}\n"
        "      attribute: defs\n"
        f"      location_name: {location}\n"
        "      working_directory: .\n"
    )
    extended = f"{text}{'' if text.endswith(chr(10)) else chr(10)}{entry}"
    added = yaml.safe_load(entry)
    if _locations(extended) != [*(_locations(text) or []), *added]:
        raise WorkspaceNotUnderstood(
            f"{WORKSPACE} does not end with its list of code locations; add this by hand:\n{entry}"
        )
    return extended


def read_workspace(file: Path) -> str:
    """Read the file's text; raises WorkspaceNotUnderstood where there is none."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WorkspaceNotUnderstood(
            f"{file} is not there, which lists the code locations of the domains: restore it, "
            "or begin it with a line `load_from:`"
        ) from None


def write_workspace(file: Path, text: str) -> None:
    """Replace the file at once, so that nobody reads half of it."""
    draft = file.with_name(f".{file.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, file)  # noqa: PTH105


def _locations(text: str) -> list[Any] | None:
    try:
        content = yaml.safe_load(text)
    except yaml.YAMLError:
        return None
    found = content.get("load_from") if isinstance(content, dict) else None
    return found if isinstance(found, list) else None
