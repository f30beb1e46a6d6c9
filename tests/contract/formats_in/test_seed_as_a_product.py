"""The seed's contract, as it is written there, as the contract of a product that is published."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from small_mesh import SmallMesh

from mesh_assets.pipeline.attempt import Attempt, attempt_publication
from mesh_assets.pipeline.validation.examination import examine
from mesh_assets.product.mesh import load_mesh

CONTRACT = Path(__file__).parents[1] / "seed" / "customer_orders_contract_v2.yaml"
DAY = "2026-01-05"

SPEC = """\
name: customer-orders
domain: orders
owner: orders-engineering@company.com
version: 2.1.0
description: Completed customer orders.
slo: {freshness: 1h, completeness: 40%}
partitions: {by: created_at, every: day, start: 2026-01-01}
input_ports:
  - name: landed
    source: files://landing/orders
    format: ndjson
    contract: landed.v1.json
    refresh: hourly
output_ports:
  - {type: sql, format: Iceberg table}
contract: customer_orders_contract_v2.yaml
"""

LANDED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "landed.v1",
    "type": "object",
    "required": ["order_id", "total_amount", "created_at"],
    "properties": {
        "order_id": {"type": "string"},
        "total_amount": {"type": "number"},
        "currency": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}

MODEL = """\
select order_id, total_amount::decimal(18, 2) as total_amount, currency, created_at
from {{ source('customer_orders', 'landed') }}
"""

SCHEMA = """\
version: 2
sources:
  - name: customer_orders
    schema: customer_orders
    tables: [{name: landed}]
"""


class CustomerOrders:
    """The only product of its mesh."""

    def __init__(self, mesh: SmallMesh) -> None:
        self.mesh = mesh
        shutil.rmtree(mesh.product_folder)
        shutil.rmtree(mesh.models)
        folder = mesh.product_folder.with_name("customer_orders")
        models = mesh.models.with_name("customer_orders")
        folder.mkdir()
        models.mkdir()
        (folder / "product.yaml").write_text(SPEC)
        (folder / "landed.v1.json").write_text(json.dumps(LANDED))
        shutil.copy(CONTRACT, folder)
        (models / "customer_orders.sql").write_text(MODEL)
        (models / "sources.yml").write_text(SCHEMA)

    def publish(self, *records: dict[str, Any]) -> Attempt:
        landing = self.mesh.settings.home / "landing" / "orders"
        landing.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{json.dumps(one)}\n" for one in records)
        (landing / f"{DAY}.ndjson").write_text(lines)
        product = load_mesh(self.mesh.settings.domains).product("orders/customer-orders")
        partition = product.partitions.partition(DAY)
        return attempt_publication(self.mesh.installation, product, partition)


def order(number: int, **changes: object) -> dict[str, Any]:
    return {
        "order_id": f"o{number}",
        "total_amount": 9.5,
        "currency": "EUR",
        "created_at": f"{DAY}T10:00:00Z",
        **changes,
    }


@pytest.fixture
def product(small_mesh: SmallMesh) -> CustomerOrders:
    return CustomerOrders(small_mesh)


def test_it_is_valid(product: CustomerOrders) -> None:
    settings = product.mesh.settings
    assert examine((settings.domains,), settings).problems == ()


def test_what_keeps_it_is_published(product: CustomerOrders) -> None:
    attempt = product.publish(order(1), order(2, currency=None))
    assert attempt.published, attempt.reasons


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"currency": "CHF"}, "currency.enum"),
        ({"total_amount": 0}, "total_amount.minimum"),
        ({"order_id": "o1"}, "order_id.unique"),
    ],
)
def test_what_breaks_it_is_refused(
    product: CustomerOrders, changes: dict[str, object], rule: str
) -> None:
    attempt = product.publish(order(1), order(2, **changes))
    assert not attempt.published
    assert rule in "\n".join(attempt.reasons)
