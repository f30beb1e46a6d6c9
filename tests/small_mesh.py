"""A small mesh in a folder of its own: one domain, one product, real parts."""

import atexit
import json
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mesh_assets.pipeline.attempt import Attempt, attempt_publication
from mesh_assets.pipeline.installation import Installation, open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.settings import PROJECT, Settings

PRODUCT = "orders/purchases"

SPEC = """\
name: purchases
domain: orders
owner: orders-engineering@company.com
version: 1.0.0
description: Purchases of the shop.
slo: {freshness: 1h, completeness: 75%}
partitions: {by: created_at, every: day, start: 2026-01-01}
input_ports:
  - name: landed
    source: files://landing/purchases
    format: ndjson
    contract: purchase.v1.json
    refresh: hourly
output_ports:
  - {type: sql, format: Iceberg table}
contract: contract.odcs.yaml
quality_checks:
  - {tool: soda, checks: soda.yml}
  - {tool: dbt}
  - {tool: volume}
catalog: {tags: [financial], pii_columns: [email]}
"""

INPUT_CONTRACT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "purchase.v1",
    "type": "object",
    "required": ["id", "amount", "created_at"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^p[0-9]+$", "x-unique": True},
        "amount": {"type": "number", "minimum": 0},
        "email": {"type": "string", "format": "email"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: purchases
version: 1.0.0
status: active
schema:
  - name: purchases
    logicalType: object
    properties:
      - {name: id, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}
      - name: amount
        logicalType: number
        physicalType: decimal(18, 2)
        required: true
        logicalTypeOptions: {maximum: 1000}
      - {name: email, logicalType: string, classification: pii}
      - {name: created_at, logicalType: timestamp, required: true}
"""

SODA = """\
checks for purchases:
  - max(amount) <= 500
  - missing_count(id) = 0
"""

MODEL = """\
select id, amount::decimal(18, 2) as amount, email, created_at
from {{ source('purchases', 'landed') }}
"""

SCHEMA = """\
version: 2
sources:
  - name: purchases
    schema: purchases
    tables: [{name: landed}]
models:
  - name: purchases
    config: {materialized: table}
    columns:
      - name: id
        data_tests:
          - not_null
          - no_bad_luck
"""

NO_BAD_LUCK = """\
{% test no_bad_luck(model, column_name) %}
select * from {{ model }} where amount = 13
{% endtest %}
"""


@dataclass
class SmallMesh:
    """The folders of a mesh with one product, and short ways to use it."""

    settings: Settings

    @property
    def installation(self) -> Installation:
        return open_installation(self.settings)

    @property
    def product_folder(self) -> Path:
        return self.settings.domains / "orders" / "purchases"

    @property
    def models(self) -> Path:
        return self.settings.dbt_project / "models" / "orders" / "purchases"

    def product(self):
        return load_mesh(self.settings.domains).product(PRODUCT)

    def partition(self, key):
        return self.product().partitions.partition(key)

    def land(self, day, records, suffix=""):
        folder = self.settings.home / "landing" / "purchases"
        folder.mkdir(parents=True, exist_ok=True)
        lines = [one if isinstance(one, str) else json.dumps(one) for one in records]
        file = folder / f"{day}{suffix}.ndjson"
        file.write_text("".join(f"{line}\n" for line in lines))
        return file

    def publish(self, day) -> Attempt:
        return attempt_publication(self.installation, self.product(), self.partition(day))

    def rewrite(self, name, old, new):
        file = self.product_folder / name
        text = file.read_text()
        assert old in text
        file.write_text(text.replace(old, new))

    def environment(self):
        """What a process needs in order to use this mesh."""
        return {
            "MESH_HOME": str(self.settings.home),
            "MESH_DOMAINS": str(self.settings.domains),
            "MESH_DBT_PROJECT": str(self.settings.dbt_project),
        }


def purchases(day, count=4, first=1, amount=20.0):
    """Sound records of one day; the last one comes just before midnight."""
    return [
        {
            "id": f"p{first + number}",
            "amount": amount + number,
            "email": f"buyer{number}@example.com",
            "created_at": f"{day}T{23 * number // max(count - 1, 1):02d}:59:00Z",
        }
        for number in range(count)
    ]


@cache
def _prepared_models() -> Path:
    """What dbt makes of the same models is the same in every mesh: it parses them once."""
    folder = Path(tempfile.mkdtemp(prefix="models-of-small-meshes-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def write_small_mesh(folder: Path) -> SmallMesh:
    """Write the declarations, the models and nothing else."""
    settings = Settings(
        home=folder / "home",
        domains=folder / "domains",
        dbt_project=folder / "dbt_project",
        catalog_uri=f"sqlite:///{folder / 'home' / 'catalog.db'}",
        warehouse=folder / "home" / "warehouse",
        memory_limit="600MB",
        threads=2,
    )
    mesh = SmallMesh(settings)
    settings.home.mkdir(parents=True)
    (settings.home / "dbt").symlink_to(_prepared_models())
    mesh.product_folder.mkdir(parents=True)
    mesh.models.mkdir(parents=True)
    (settings.dbt_project / "tests" / "generic").mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / "dbt_project" / name, settings.dbt_project / name)
    (settings.domains / "orders" / "domain.yaml").write_text(
        "name: orders\nowner: orders-engineering@company.com\n"
    )
    (mesh.product_folder / "product.yaml").write_text(SPEC)
    (mesh.product_folder / "purchase.v1.json").write_text(json.dumps(INPUT_CONTRACT, indent=2))
    (mesh.product_folder / "contract.odcs.yaml").write_text(CONTRACT)
    (mesh.product_folder / "soda.yml").write_text(SODA)
    (mesh.models / "purchases.sql").write_text(MODEL)
    (mesh.models / "schema.yml").write_text(SCHEMA)
    (settings.dbt_project / "tests" / "generic" / "no_bad_luck.sql").write_text(NO_BAD_LUCK)
    return mesh
