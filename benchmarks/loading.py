"""What the measurements of loading call: code locations, and their like built by hand."""

import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.synthetic_mesh import SyntheticMesh

if TYPE_CHECKING:
    import dagster as dg


def prepare_models(mesh: SyntheticMesh) -> None:
    """Let dbt parse every domain, which is done when it is deployed and not when it is loaded."""
    from mesh_assets.compute.dbt import DbtProject  # noqa: PLC0415

    project = DbtProject(mesh.settings)
    for domain in mesh.domains:
        project.prepared(domain)


def import_libraries() -> None:
    """Import what a code location imports, and the rivals."""
    import benchmarks.by_hand  # noqa: F401, PLC0415
    import mesh_assets.contract.formats.json_schema.record  # noqa: PLC0415
    import mesh_assets.contract.formats.odcs.contract  # noqa: PLC0415
    import mesh_assets.gates.soda  # noqa: PLC0415
    import mesh_assets.orchestration.definitions  # noqa: F401, PLC0415


def load_domains(mesh: SyntheticMesh, domains: Collection[str]) -> tuple[int, int]:
    """Load code locations up to their asset graphs; gives how many assets and checks they have."""
    from mesh_assets.orchestration.definitions import domain_definitions  # noqa: PLC0415

    return _resolved(domain_definitions(domain, mesh.settings) for domain in domains)


def load_specs(mesh: SyntheticMesh, domains: Collection[str]) -> tuple[int, int]:
    """Load the same number of plain specs, which nothing can run; no file is read."""
    from benchmarks.by_hand import spec_definitions  # noqa: PLC0415

    return _resolved(spec_definitions(mesh.products_by_domain[domain]) for domain in domains)


def load_assets(mesh: SyntheticMesh, domains: Collection[str]) -> tuple[int, int]:
    """Load as many assets and checks in the same steps, with empty bodies; no file is read.

    They have no schemas, conditions, freshness policies, sensors and schedules.
    """
    from benchmarks.by_hand import asset_definitions  # noqa: PLC0415

    return _resolved(asset_definitions(mesh.products_by_domain[domain]) for domain in domains)


def foreign_files_opened(mesh: SyntheticMesh, domain: str) -> set[str]:
    """The files of other domains that loading one domain opens."""
    others = [
        str(root / other) + "/"
        for root in (mesh.settings.domains, mesh.settings.dbt_project / "models")
        for other in mesh.domains
        if other != domain
    ]
    opened: set[str] = set()

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | Path):
            opened.add(str(arguments[0]))

    sys.addaudithook(note)
    load_domains(mesh, [domain])
    assert any(f"/{domain}/" in file for file in opened), "nothing was noted"
    return {file for file in opened if file.startswith(tuple(others))}


def _resolved(locations: "Iterable[dg.Definitions]") -> tuple[int, int]:
    assets = checks = 0
    for definitions in locations:
        definitions.get_repository_def()
        graph = definitions.resolve_asset_graph()
        assets += len(graph.get_all_asset_keys())
        checks += len(graph.asset_check_keys)
    return assets, checks
