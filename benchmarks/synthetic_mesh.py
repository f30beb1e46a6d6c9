"""Declarations of many small products: four assets and four checks each."""

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
output_ports:
  - {{type: sql, format: Iceberg table}}
contract: contract.odcs.yaml
quality_checks:
  - {{tool: soda, checks: soda.yml}}
  - {{tool: dbt}}
catalog: {{tags: [synthetic]}}
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

_SCHEMA = """\
sources:
  - name: {table}
    tables: [{{name: landed}}]
models:
  - name: {table}
    columns: [{{name: id, data_tests: [unique]}}]
"""


@dataclass(frozen=True, slots=True)
class SyntheticMesh:
    """Domains of equal size, in a folder of their own."""

    folder: Path
    products_by_domain: dict[str, tuple[str, ...]]

    @classmethod
    def create(cls, folder: Path, products: int, domains: int) -> "SyntheticMesh":
        """Write all declarations and models."""
        by_domain = {
            f"domain_{number}": tuple(
                f"product_{index:04d}" for index in range(number, products, domains)
            )
            for number in range(domains)
        }
        mesh = cls(folder, by_domain)
        mesh.settings.dbt_project.mkdir(parents=True)
        for name in ("dbt_project.yml", "profiles.yml"):
            shutil.copy(PROJECT / "dbt_project" / name, mesh.settings.dbt_project / name)
        for domain, tables in by_domain.items():
            for table in tables:
                mesh._write_product(domain, table)
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

    def _write_product(self, domain: str, table: str) -> None:
        folder = self.settings.domains / domain / table
        spec = _SPEC.format(name=_kebab(table), domain=_kebab(domain), table=table, start=START)
        _write(folder / "product.yaml", spec)
        _write(folder / "contract.odcs.yaml", _CONTRACT.format(table=table))
        _write(folder / "record.v1.json", json.dumps(_RECORD))
        _write(folder / "soda.yml", _SODA.format(table=table))
        models = self.settings.dbt_project / "models" / domain / table
        _write(models / f"{table}.sql", _MODEL.format(table=table))
        _write(models / "schema.yml", _SCHEMA.format(table=table))


def _kebab(name: str) -> str:
    return name.replace("_", "-")


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
