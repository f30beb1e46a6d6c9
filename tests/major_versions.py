"""The small mesh's purchases move on to major 2: `id` becomes `purchase_id`, and v1 is derived."""

from small_mesh import SmallMesh

V2_MODEL = """\
select id as purchase_id, amount::decimal(18, 2) as amount, email, created_at
from {{ source('purchases', 'landed') }}
"""
MAPPING = "select purchase_id as id, * exclude (purchase_id) from current\n"
SUNSET = "2099-01-01"
VERSIONS = f"""\
lifecycle: {{status: active, deprecates: [purchases.v1], sunset: {SUNSET}}}
versions:
  - version: 1.1.0
    contract: contract.v1.odcs.yaml
    mapping: v1.sql
    lifecycle: {{status: deprecated, announced: 2026-01-01, sunset: {SUNSET}}}
"""


def move_to_major_2(mesh: SmallMesh, *, mapping: str = MAPPING, versions: str = VERSIONS) -> None:
    """Declare major 2, with major 1 beside it; nothing is published."""
    folder = mesh.product_folder
    contract = (folder / "contract.odcs.yaml").read_text()
    v1 = contract.replace("version: 1.0.0", "version: 1.1.0")
    (folder / "contract.v1.odcs.yaml").write_text(v1)
    (folder / "v1.sql").write_text(mapping)
    mesh.rewrite("contract.odcs.yaml", "name: id,", "name: purchase_id,")
    mesh.rewrite("contract.odcs.yaml", "version: 1.0.0", "version: 2.0.0")
    mesh.rewrite("soda.yml", "missing_count(id)", "missing_count(purchase_id)")
    mesh.rewrite("product.yaml", "version: 1.0.0", "version: 2.0.0")
    spec = folder / "product.yaml"
    spec.write_text(spec.read_text() + versions)
    (mesh.models / "purchases.sql").write_text(V2_MODEL)
    tests = mesh.models / "schema.yml"
    tests.write_text(tests.read_text().replace("name: id", "name: purchase_id"))
