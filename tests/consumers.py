"""Products that read the small mesh's purchases, in a domain of their own."""

from pathlib import Path

from small_mesh import SmallMesh

DOMAIN = "name: {domain}\nowner: {domain}-team@company.com\n"

SPEC = """\
name: {name}
domain: {domain}
owner: {domain}-team@company.com
version: 1.0.0
{partitions}
input_ports:
{ports}
contract: contract.odcs.yaml
quality_checks: [{{tool: dbt}}]
"""

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: {table}
version: 1.0.0
status: active
schema:
  - name: {table}
    logicalType: object
    properties:
      - {{name: day, logicalType: timestamp, required: true}}
      - {{name: purchases, logicalType: integer, required: true}}
"""

PURCHASES = "{name: purchases, source: product://orders/purchases, major: 1}"
DAILY = "partitions: {by: day, every: day, start: 2026-01-01}"

BY_DAY = """\
select date_trunc('day', created_at) as day, count(*) as purchases
from {{ source('daily', 'purchases') }} group by 1
"""


def add_consumer(
    mesh: SmallMesh,
    name: str,
    *,
    ports: tuple[str, ...] = (PURCHASES,),
    partitions: str = DAILY,
    model: str = BY_DAY,
    domain: str = "finance",
) -> Path:
    """Write a product that reads others; gives its folder."""
    table = name.replace("-", "_")
    folder = mesh.settings.domains / domain / table
    folder.mkdir(parents=True)
    (folder.parent / "domain.yaml").write_text(DOMAIN.format(domain=domain))
    listed = "\n".join(f"  - {port}" for port in ports)
    (folder / "product.yaml").write_text(
        SPEC.format(name=name, domain=domain, partitions=partitions, ports=listed)
    )
    (folder / "contract.odcs.yaml").write_text(CONTRACT.format(table=table))
    models = mesh.settings.dbt_project / "models" / domain / table
    models.mkdir(parents=True)
    (models / f"{table}.sql").write_text(model)
    names = [port.split("name: ")[1].split(",")[0] for port in ports]
    (models / "schema.yml").write_text(
        f"version: 2\nsources:\n  - name: {table}\n    schema: {table}\n"
        f"    tables: [{', '.join(f'{{name: {each}}}' for each in names)}]\n"
        f"models:\n  - name: {table}\n    columns:\n      - {{name: day, data_tests: [not_null]}}\n"
    )
    return folder
