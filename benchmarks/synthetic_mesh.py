"""Declarations of many small products.

Each has four assets and four checks. Those of every second domain also read a product of the domain
before, which makes five of each.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mesh import MEMORY_LIMIT, THREADS
from mesh_assets.settings import PROJECT, Settings

START = "2026-01-01"

_SPEC = """\
name: {name}
domain: {domain}
owner: {domain}@company.com
version: 1.0.0
description: Synthetic product {name}.
slo: {{freshness: 1d, completeness: 99.9%}}
partitions: {{by: created_at, every: day, start: {start}}}
input_ports:
  - name: landed
    source: files://landing/{domain}/{table}
    format: ndjson
    contract: record.v1.json
{upstream}output_ports:
  - {{type: sql, format: Iceberg table}}
contract: contract.odcs.yaml
quality_checks:
  - {{tool: soda, checks: soda.yml}}
  - {{tool: dbt}}
catalog: {{tags: [synthetic]}}
"""

_UPSTREAM = """\
  - name: upstream
    source: product://{domain}/{name}
    major: 1
"""

_CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {table}
version: 1.0.0
status: active
schema:
  - name: {table}
    logicalType: object
    properties:
      - {{name: id, logicalType: string, required: true, primaryKey: true, primaryKeyPosition: 1}}
      - {{name: amount, logicalType: number, physicalType: "decimal(18, 2)", required: true}}
      - {{name: currency, logicalType: string, description: ISO 4217}}
      - {{name: email, logicalType: string, classification: pii}}
      - {{name: created_at, logicalType: timestamp, required: true}}
"""

_RECORD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["id", "amount", "created_at"],
    "properties": {
        "id": {"type": "string"},
        "amount": {"type": "number", "minimum": 0},
        "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "email": {"type": "string", "format": "email"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}

_SODA = "checks for {table}:\n  - row_count > 0\n"

_MODEL = """\
select id, amount::decimal(18, 2) as amount, currency, email, created_at
from {{{{ source('{table}', 'landed') }}}}
"""

_ALSO_UPSTREAM = "where id in (select id from {{{{ source('{table}', 'upstream') }}}})\n"

_SCHEMA = """\
sources:
  - name: {table}
    tables: [{ports}]
models:
  - name: {table}
    columns: [{{name: id, data_tests: [unique]}}]
"""


@dataclass(frozen=True, slots=True)
class SyntheticProduct:
    """One product, and the one that it reads besides its landing folder."""

    domain: str
    table: str
    upstream: "SyntheticProduct | None" = None


@dataclass(frozen=True, slots=True)
class SyntheticMesh:
    """Domains of equal size, in a folder of their own."""

    folder: Path
    products_by_domain: dict[str, tuple[SyntheticProduct, ...]]

    @classmethod
    def create(cls, folder: Path, products: int, domains: int) -> "SyntheticMesh":
        """Write all declarations and models, of as many products in every domain."""
        mesh = cls(folder, _products_by_domain(products // domains, domains))
        mesh.settings.dbt_project.mkdir(parents=True)
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / "dbt_project" / name, mesh.settings.dbt_project / name)
        for domain, declared in mesh.products_by_domain.items():
            for product in declared:
                mesh._write_product(product)
            declaration = f"name: {_kebab(domain)}\nowner: {_kebab(domain)}@company.com\n"
            _write(mesh.settings.domains / domain / "domain.yaml", declaration)
        return mesh

    @property
    def settings(self) -> Settings:
        """Everything below the mesh's own folder."""
        home = self.folder / "home"
        return Settings(
            home=home,
            domains=self.folder / "domains",
            dbt_project=self.folder / "dbt_project",
            catalog_uri=f"sqlite:///{home / 'catalog.db'}",
            warehouse=home / "warehouse",
            memory_limit=MEMORY_LIMIT,
            threads=THREADS,
        )

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains' folders."""
        return tuple(self.products_by_domain)

    def _write_product(self, product: SyntheticProduct) -> None:
        folder = self.settings.domains / product.domain / product.table
        names = {"name": _kebab(product.table), "table": product.table}
        reads = product.upstream
        spec = _SPEC.format(
            domain=_kebab(product.domain),
            start=START,
            upstream=_UPSTREAM.format(domain=_kebab(reads.domain), name=_kebab(reads.table))
            if reads
            else "",
            **names,
        )
        _write(folder / "product.yaml", spec)
        _write(folder / "contract.odcs.yaml", _CONTRACT.format(**names))
        _write(folder / "record.v1.json", json.dumps(_RECORD))
        _write(folder / "soda.yml", _SODA.format(**names))
        models = self.settings.dbt_project / "models" / product.domain / product.table
        model = _MODEL + _ALSO_UPSTREAM if reads else _MODEL
        ports = "{name: landed}, {name: upstream}" if reads else "{name: landed}"
        _write(models / f"{product.table}.sql", model.format(**names))
        _write(models / "schema.yml", _SCHEMA.format(ports=ports, **names))


def _products_by_domain(products: int, domains: int) -> dict[str, tuple[SyntheticProduct, ...]]:
    found: dict[str, tuple[SyntheticProduct, ...]] = {}
    before: tuple[SyntheticProduct, ...] = ()
    for number in range(domains):
        domain = f"domain_{number}"
        found[domain] = tuple(
            SyntheticProduct(
                domain, f"product_{number}_{index:04d}", before[index] if number % 2 else None
            )
            for index in range(products)
        )
        before = found[domain]
    return found


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
