"""One run: one product, one partition, one in-memory database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from mesh_assets.compute.database import Connect, RunDatabase, open_run_database
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.contract.records.contract import load_record_contract
from mesh_assets.errors import MeshError
from mesh_assets.lakehouse.extensions import prepare
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.pipeline.homes import home_table, published_table_name
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import UNPARTITIONED, new_identifier
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct


class IncompleteProduct(MeshError):
    """The spec lacks something that publishing needs; validating alone does not need it."""


@dataclass(frozen=True)
class ProductRun:
    """What the six verbs share."""

    installation: Installation
    product: DataProduct
    partition: Partition | None
    run_id: str
    database: RunDatabase
    started_at: datetime
    """The instant against which sunsets are judged."""

    @property
    def partition_key(self) -> str:
        """The partition's key as the ledger writes it."""
        return self.partition.key if self.partition else UNPARTITIONED

    @property
    def title(self) -> str:
        """How messages name the run: `orders/customer-orders, partition 2026-01-05`."""
        identifier = self.product.identifier
        return f"{identifier}, partition {self.partition}" if self.partition else identifier

    def attach(self, schema: str, view: str, lakehouse_sql: str) -> None:
        """Make a SELECT of the lakehouse readable as `schema.view`."""
        prepare(self.database.connection, lakehouse_sql)
        self.database.attach(schema, view, lakehouse_sql)

    def output_contract(self) -> Contract:
        """The contract that the published table keeps."""
        contract = output_contract(self.product)
        if contract is None:
            raise IncompleteProduct(
                f"{self.product.identifier} names no contract for its output; "
                "add `contract: contract.odcs.yaml` to its product.yaml"
            )
        return contract

    def input_contract(self, port: InputPort) -> Contract:
        """The contract that arriving records are held against."""
        if port.contract is None:
            raise IncompleteProduct(
                f"input port '{port.name}' of {self.product.identifier} names no contract"
            )
        return load_record_contract(self.product.folder / port.contract)

    def published_table(self) -> TableSpec:
        """The table of this major version, as its contract and its partitions describe it."""
        partitions = self.product.partitions
        return TableSpec(
            name=home_table(self.installation.lakehouse, self.product),
            contract=self.output_contract(),
            partition_column=partitions.by if partitions else None,
            every=partitions.every if partitions else None,
            zone=partitions.zone if partitions else "UTC",
        )


@contextmanager
def open_run(
    installation: Installation,
    product: DataProduct,
    partition: Partition | None,
    *,
    run_id: str | None = None,
    connect: Connect | None = None,
    now: datetime | None = None,
) -> Iterator[ProductRun]:
    """Open the run's own database; it is gone when the run ends."""
    identifier, started_at = run_id or new_identifier(), now or datetime.now(UTC)
    with open_run_database(installation.settings, new_identifier(), connect) as database:
        yield ProductRun(installation, product, partition, identifier, database, started_at)


def port_table_name(product: DataProduct, port: InputPort) -> str:
    """`orders.customer_orders__orders`."""
    return f"{published_table_name(product)}__{port.table_name}"
