"""What the measurements call: the pipeline, without Dagster, as `mesh publish` calls it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import cpu_seconds
from benchmarks.mesh import PRODUCT, BenchmarkMesh


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """One partition through all six verbs."""

    key: str
    rows: int
    seconds: float
    cpu_seconds: float
    verbs: dict[str, float]
    """Seconds of each verb."""
    dbt_seconds: float
    """dbt's own, as part of `build`."""


def publish_days(mesh: BenchmarkMesh, keys: Sequence[str]) -> list[PublishedDay]:
    """Publish partitions one after the other, all gates on.

    Raises AssertionError when one is refused: its cost would be that of less work.
    """
    from mesh_assets.pipeline.attempt import attempt_publication  # noqa: PLC0415
    from mesh_assets.pipeline.installation import open_installation  # noqa: PLC0415
    from mesh_assets.product.mesh import load_mesh  # noqa: PLC0415

    installation = open_installation(mesh.settings)
    product = load_mesh(mesh.settings.domains).product(PRODUCT)
    published = []
    for key in keys:
        wall, cpu = time.perf_counter(), cpu_seconds()
        attempt = attempt_publication(installation, product, product.partitions.partition(key))
        assert attempt.published, attempt.reasons
        published.append(
            PublishedDay(
                key=key,
                rows=attempt.publication.rows,
                seconds=time.perf_counter() - wall,
                cpu_seconds=cpu_seconds() - cpu,
                verbs=attempt.seconds,
                dbt_seconds=attempt.built.seconds,
            )
        )
    return published


def prepare_models(mesh: BenchmarkMesh) -> None:
    """Let dbt parse the models, which a mesh does once for each change of them."""
    from mesh_assets.compute.dbt import DbtProject  # noqa: PLC0415

    DbtProject(mesh.settings).prepared("orders")


def stage_and_publish(mesh: BenchmarkMesh, key: str, source: Path) -> None:
    """Make a Parquet file's rows the published partition: no ingest, no build, no gates."""
    from mesh_assets.contract.sql import quote_literal  # noqa: PLC0415
    from mesh_assets.lakehouse.candidate import stage  # noqa: PLC0415
    from mesh_assets.lakehouse.publication import publish  # noqa: PLC0415
    from mesh_assets.pipeline.installation import open_installation  # noqa: PLC0415
    from mesh_assets.pipeline.run import open_run  # noqa: PLC0415
    from mesh_assets.product.mesh import load_mesh  # noqa: PLC0415

    installation = open_installation(mesh.settings)
    product = load_mesh(mesh.settings.domains).product(PRODUCT)
    partition = product.partitions.partition(key)
    with open_run(installation, product, partition) as run:
        candidate = stage(
            installation.lakehouse,
            run.database.connection,
            run.published_table(),
            f"SELECT * FROM read_parquet({quote_literal(str(source))})",
            partition,
        )
        publish(installation.lakehouse, candidate, {"mesh.product": PRODUCT})


def published_files(mesh: BenchmarkMesh) -> list[Path]:
    """The data files of the published table."""
    return sorted((mesh.settings.warehouse / "orders" / "customer_orders").rglob("*.parquet"))
