"""A Dagster step's run: its id, its partition, and its database through dagster-duckdb."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import dagster as dg
import duckdb
from dagster_duckdb import DuckDBResource

from mesh_assets.orchestration.partitions import partition_of
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.run import ProductRun, open_run
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import Settings


@contextmanager
def run_in_dagster(
    context: dg.AssetExecutionContext,
    resource: DuckDBResource,
    settings: Settings,
    product: DataProduct,
) -> Iterator[ProductRun]:
    """Open the run of this step's product and partition; raises UnknownPartition."""

    def connect(
        database: str, *, config: dict[str, str]
    ) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        own = DuckDBResource(
            database=database, connection_config={**resource.connection_config, **config}
        )
        return own.get_connection()

    with open_run(
        open_installation(settings),
        product,
        partition_of(context, product),
        run_id=context.run.run_id,
        connect=connect,
    ) as run:
        yield run
