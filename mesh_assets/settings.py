"""Where the mesh lives and what it may use: read from the environment once, here."""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent

TELEMETRY_OFF = {
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "1",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "SODA_CORE_TELEMETRY_ENABLED": "false",
    "OTEL_SDK_DISABLED": "true",
}


def silence_telemetry() -> None:
    """Turn every library's telemetry off; effective only before the library is imported.

    The package calls it on import, so that it precedes any library the package uses.
    A value the operator has set is kept.
    """
    for name, value in TELEMETRY_OFF.items():
        os.environ.setdefault(name, value)


@dataclass(frozen=True, slots=True)
class Settings:
    """The places and limits of one mesh installation."""

    home: Path
    """Everything the mesh stores lies below it (`MESH_HOME`)."""
    domains: Path
    """The folder whose sub-folders declare one domain each (`MESH_DOMAINS`)."""
    dbt_project: Path
    """The dbt project shared by the domains (`MESH_DBT_PROJECT`)."""
    catalog_uri: str
    """SQLAlchemy URI of the Iceberg catalog and the operational records (`MESH_CATALOG_URI`)."""
    warehouse: Path
    """Root folder of the table data (`MESH_WAREHOUSE`)."""
    memory_limit: str
    """DuckDB's memory limit for one run, such as `600MB` (`MESH_MEMORY_LIMIT`)."""
    threads: int
    """DuckDB's threads for one run (`MESH_THREADS`)."""
    registry: Path = PROJECT / "registry.yaml"
    """The file that says how the schema registry is governed (`MESH_REGISTRY`)."""

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance's folder."""
        return self.home / "dagster"

    @property
    def scratch(self) -> Path:
        """Files of running work; safe to delete when nothing runs."""
        return self.home / "scratch"


def load_settings() -> Settings:
    """Read the settings from the environment, with embedded defaults below `.mesh/`."""
    home = Path(os.environ.get("MESH_HOME") or PROJECT / ".mesh").expanduser().resolve()
    return Settings(
        home=home,
        domains=_path("MESH_DOMAINS", PROJECT / "mesh_assets" / "domains"),
        dbt_project=_path("MESH_DBT_PROJECT", PROJECT / "dbt_project"),
        catalog_uri=os.environ.get("MESH_CATALOG_URI") or f"sqlite:///{home / 'catalog.db'}",
        warehouse=_path("MESH_WAREHOUSE", home / "warehouse"),
        memory_limit=os.environ.get("MESH_MEMORY_LIMIT") or "600MB",
        threads=int(os.environ.get("MESH_THREADS") or os.cpu_count() or 1),
        registry=_path("MESH_REGISTRY", PROJECT / "registry.yaml"),
    )


def _path(variable: str, default: Path) -> Path:
    return Path(os.environ.get(variable) or default).expanduser().resolve()
