"""A mesh with consumers of two kinds: products that read, and contracts that say who uses what."""

from dataclasses import replace
from pathlib import Path

from consumers import add_consumer
from small_mesh import SmallMesh, write_small_mesh

REVENUE = """\
with kept as (
    select id, {{ net('amount') }} as amount, email, date_trunc('day', created_at) as day
    from {{ ref('stg_purchases') }}
)

select day, cast(sum(amount) as bigint) as purchases from kept group by all
"""

STAGED = """\
select * from {{ source('revenue', 'purchases') }} where email is not null
"""

NET = "{% macro net(column) %}({{ column }} * 0.8){% endmacro %}\n"

TOTAL = "select day, purchases from {{ source('total', 'revenue') }}\n"

COUNTED = "select now() as day, count(*) as purchases from {{ source('counted', 'purchases') }}\n"

OPAQUE = """\
select day, purchases
from (pivot {{ source('opaque', 'purchases') }} on id using count(*) group by created_at)
"""

CONTRACT = """\
name: {name}
consumer: {consumer}
source: product://{source}
major: 1
purpose: To know what is sold.
fields: [{fields}]
limitations: None of it is shown to anybody else.
"""


def write_agreements(folder: Path, home: Path) -> SmallMesh:
    """Purchases, read by revenue through a staging model and a macro, and by others."""
    mesh = write_small_mesh(folder)
    mesh.settings = replace(mesh.settings, home=home)
    (mesh.settings.dbt_project / "macros").mkdir()
    (mesh.settings.dbt_project / "macros" / "net.sql").write_text(NET)
    add_consumer(mesh, "revenue", model=REVENUE)
    models = mesh.settings.dbt_project / "models"
    (models / "finance" / "revenue" / "stg_purchases.sql").write_text(STAGED)
    revenue = "{name: revenue, source: product://finance/revenue, major: 1}"
    add_consumer(mesh, "total", ports=(revenue,), model=TOTAL, domain="board")
    add_consumer(mesh, "counted", model=COUNTED, partitions="", domain="board")
    add_contract(mesh, "finance", "cashiers", "orders/purchases", "amount, email")
    add_contract(mesh, "board", "dashboard", "finance/revenue", "purchases")
    return mesh


def add_opaque(mesh: SmallMesh) -> None:
    """A product whose model nobody can follow."""
    add_consumer(mesh, "opaque", model=OPAQUE, partitions="", domain="lab")


def add_contract(
    mesh: SmallMesh, domain: str, name: str, source: str, fields: str, extra: str = ""
) -> Path:
    """Write a consumer contract; gives its file."""
    file = mesh.settings.domains / domain / "consumers" / f"{name}.yaml"
    file.parent.mkdir(exist_ok=True)
    text = CONTRACT.format(name=name, consumer=f"{name}@company.com", source=source, fields=fields)
    file.write_text(text + extra)
    return file
