"""Domains and meshes, from their folders."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.domain import RETENTION_YEARS
from mesh_assets.product.mesh import Mesh, UnknownProduct, load_domain, load_mesh

SEED = Path(__file__).parent / "seed" / "data-product-spec.yaml"

RACI = """\
name: orders
owner: orders-team@company.com
description: What customers order.
roles:
  product_owner: owns domain product roadmap and SLAs
  data_engineer: builds ingestion and transformation
  analytics_engineer: models in dbt; defines metrics
  platform_engineer: platform capabilities and IaC
  governance: policies, access, compliance
raci:
  - decision: data_contract_versioning
    responsible: [domain_product_owner, analytics_engineer]
    accountable: platform_engineer
    consulted: governance
    informed: consumers
budget: {per_month: 1200.50, currency: EUR}
retention: financial
"""


def declare(folder: Path, domain: str, *products: str, extra: str = "") -> Path:
    home = folder / domain.replace("-", "_")
    home.mkdir(exist_ok=True)
    (home / "domain.yaml").write_text(f"name: {domain}\nowner: {domain}@company.com\n{extra}")
    for product in products:
        place = home / product.replace("-", "_")
        place.mkdir()
        (place / "product.yaml").write_text(
            f"name: {product}\ndomain: {domain}\nowner: {domain}@company.com\nversion: 1.0.0\n"
        )
    return home


def places(error: DocumentError, root: Path) -> list[tuple[str, int, str]]:
    return [
        (str(problem.file.relative_to(root)), problem.line, problem.path)
        for problem in error.problems
    ]


def test_a_domain_has_roles_a_budget_and_a_retention_class(tmp_path):
    home = declare(tmp_path, "orders")
    (home / "domain.yaml").write_text(RACI)
    domain = load_domain(home)

    declaration = domain.declaration
    assert (domain.name, domain.owner, domain.folder) == ("orders", "orders-team@company.com", home)
    assert declaration.roles["governance"] == "policies, access, compliance"
    [row] = declaration.raci
    assert row.responsible == ("domain_product_owner", "analytics_engineer")
    assert (row.accountable, row.consulted) == ("platform_engineer", ("governance",))
    assert declaration.budget is not None
    assert str(declaration.budget.per_month) == "1200.5"
    assert declaration.retention is not None
    assert RETENTION_YEARS[declaration.retention] == 7


@pytest.mark.parametrize(
    ("extra", "path", "words"),
    [
        ("budget: 12", "budget", "must be a mapping, not the number 12"),
        (
            "budget: {per_month: -1, currency: EUR}",
            "budget.per_month",
            "must be greater than or equal to 0",
        ),
        ("budget: {per_month: lots, currency: EUR}", "budget.per_month", "must be a number"),
        ("budget: {per_month: 1, currency: euro}", "budget.currency", "is not an ISO 4217"),
        ("retention: finanical", "retention", "write financial or behavioral"),
        (
            "raci: [{decision: a, responsible: x, accountable: [y]}]",
            "raci[0: a].accountable",
            "must be text, not a list",
        ),
        (
            "raci: [{decision: a, accountable: y}]",
            "raci[0: a].responsible",
            "`responsible` is missing",
        ),
        ("roles: [a]", "roles", "must be a mapping, not a list"),
        ("ownr: x", "ownr", "is not known here"),
    ],
)
def test_a_wrong_domain_is_refused(tmp_path, extra, path, words):
    home = declare(tmp_path, "orders", extra=extra)
    with pytest.raises(DocumentError) as caught:
        load_domain(home)

    [problem] = caught.value.problems
    assert (problem.line, problem.path) == (3, path)
    assert words in problem.message


def test_a_mesh_has_domains_and_products(tmp_path):
    declare(tmp_path, "orders", "customer-orders", "refunds")
    declare(tmp_path, "customer-care", "tickets")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "notes").mkdir()
    mesh = load_mesh(tmp_path)

    assert [domain.name for domain in mesh.domains] == ["customer-care", "orders"]
    assert [product.identifier for product in mesh.products] == [
        "customer-care/tickets",
        "orders/customer-orders",
        "orders/refunds",
    ]
    found = mesh.product("customer-care/tickets")
    assert found.folder == tmp_path / "customer_care" / "tickets"
    assert found.schema_name == "customer_care"


def test_an_unknown_product_is_refused_with_a_suggestion(tmp_path):
    declare(tmp_path, "orders", "customer-orders")
    mesh = load_mesh(tmp_path)

    with pytest.raises(UnknownProduct, match="did you mean `orders/customer-orders`"):
        mesh.product("orders/customer_order")
    with pytest.raises(UnknownProduct, match="known are orders/customer-orders"):
        mesh.product("x")
    with pytest.raises(UnknownProduct, match="known are none"):
        Mesh(()).product("x")


def test_all_problems_of_all_files_are_reported_at_once(tmp_path):
    orders = declare(tmp_path, "orders", "customer-orders", "refunds", extra="budgt: 1\n")
    declare(tmp_path, "customers", "profiles")
    (orders / "refunds" / "product.yaml").write_text("name: refunds\n\tversion: 1\n")
    profiles = tmp_path / "customers" / "profiles" / "product.yaml"
    profiles.write_text(profiles.read_text().replace("1.0.0", "1") + "slo: {}\nslo: {}\n")

    with pytest.raises(DocumentError) as caught:
        load_mesh(tmp_path)

    assert places(caught.value, tmp_path) == [
        ("customers/profiles/product.yaml", 4, "version"),
        ("customers/profiles/product.yaml", 6, "slo"),
        ("orders/domain.yaml", 3, "budgt"),
        ("orders/refunds/product.yaml", 2, ""),
    ]


def test_a_domain_loads_beside_a_broken_one(tmp_path):
    broken = declare(tmp_path, "orders", "refunds")
    (broken / "refunds" / "product.yaml").write_text("[")
    (broken / "domain.yaml").unlink()
    healthy = declare(tmp_path, "customers", "profiles")

    assert [product.name for product in load_domain(healthy).products] == ["profiles"]
    with pytest.raises(DocumentError):
        load_domain(broken)


def test_names_agree_with_folders(tmp_path):
    home = declare(tmp_path, "orders", "customer-orders")
    home.rename(tmp_path / "sales")
    (tmp_path / "sales" / "customer_orders").rename(tmp_path / "sales" / "orders")
    with pytest.raises(DocumentError) as caught:
        load_mesh(tmp_path)

    assert places(caught.value, tmp_path) == [
        ("sales/domain.yaml", 1, "name"),
        ("sales/orders/product.yaml", 1, "name"),
        ("sales/orders/product.yaml", 2, "domain"),
    ]
    assert [problem.suggestion for problem in caught.value.problems] == ["sales", "orders", "sales"]


def test_a_name_that_is_none_is_one_mistake(tmp_path):
    home = declare(tmp_path, "orders", "customer-orders")
    file = home / "customer_orders" / "product.yaml"
    file.write_text(file.read_text().replace("customer-orders", "Customer_Orders"))
    with pytest.raises(DocumentError) as caught:
        load_domain(home)

    [problem] = caught.value.problems
    assert problem.suggestion == "customer-orders"


def test_a_domain_without_its_file_is_not_passed_over(tmp_path):
    home = declare(tmp_path, "orders", "refunds")
    (home / "domain.yaml").unlink()
    with pytest.raises(DocumentError) as caught:
        load_mesh(tmp_path)

    assert places(caught.value, tmp_path) == [("orders/domain.yaml", 1, "")]


@pytest.mark.parametrize("name", ["product.yml", "products.yaml", "Product.yaml"])
def test_a_spec_under_another_name_is_not_passed_over(tmp_path, name):
    home = declare(tmp_path, "orders", "refunds")
    (home / "refunds" / "product.yaml").rename(home / "refunds" / name)
    with pytest.raises(DocumentError, match=r"call it product\.yaml"):
        load_mesh(tmp_path)


def test_a_domain_file_under_another_name_is_not_passed_over(tmp_path):
    home = declare(tmp_path, "orders")
    (home / "domain.yaml").rename(home / "domain.yml")
    with pytest.raises(DocumentError, match=r"domain\.yaml:1:1: the file does not exist"):
        load_mesh(tmp_path)


def test_a_folder_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(DocumentError, match="no such folder of domains"):
        load_mesh(tmp_path / "absent")
    with pytest.raises(DocumentError, match="does not exist"):
        load_domain(tmp_path / "absent")


def test_loading_costs_little_more_than_reading_the_yaml(tmp_path):
    products = [f"product-{number}" for number in range(100)]
    home = declare(tmp_path, "orders", *products)
    for file in home.glob("*/product.yaml"):
        _, _, rest = SEED.read_text().partition("owner:")
        file.write_text(f"{file.read_text().partition('owner:')[0]}owner:{rest}")
    load_domain(home)

    loading = cpu_seconds(lambda: load_domain(home))
    reading = cpu_seconds(
        lambda: [yaml.load(file.read_bytes(), yaml.CSafeLoader) for file in home.glob("*/*.yaml")]
    )

    assert loading < 5 * reading


def cpu_seconds(work: Callable[[], object]) -> float:
    """The least of a few runs: what the work costs when nothing disturbs it."""
    found = []
    for _ in range(3):
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)
