"""`mesh validate`: every mistake of every file, at its place, with the right exit code."""

import json
import re
import shutil
from pathlib import Path

import pytest

from mesh_assets.settings import PROJECT

SPEC = """\
name: customer-orders
domain: orders
owner: orders-engineering@company.com
version: 2.1.0
slo: {freshness: 1h, completeness: 99.9%}
partitions: {by: created_at, every: day, start: 2026-01-01}
input_ports:
  - {source: files://landing/orders, format: ndjson, contract: orders.v2.json}
output_ports:
  - {type: sql, format: Iceberg table}
contract: contract.odcs.yaml
quality_checks:
  - {tool: soda, checks: soda.yml}
catalog:
  pii_columns: [email, address]
"""
CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: customer-orders
version: 2.1.0
status: active
schema:
  - name: customer_orders
    properties:
      - {name: order_id, logicalType: string, required: true}
      - {name: email, logicalType: string, classification: pii}
      - name: address
        logicalType: object
        classification: pii
        properties:
          - {name: street, logicalType: string, classification: pii}
      - {name: created_at, logicalType: timestamp, required: true}
"""
INPUT_CONTRACT = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "orders.v2",
    "type": "object",
    "required": ["order_id", "created_at"],
    "properties": {
        "order_id": {"type": "string"},
        "created_at": {"type": "string", "format": "date-time"},
    },
}
TEN_MISTAKES = """\
name: Customer_Orders
domian: orders
owner: orders-engineering
version: 2.1
slo:
  freshness: soon
partitions: {by: created_at, every: day, start: 2026-02-30}
output_ports:
  - type: sql
  - type: sql
  - type: strem
quality_checks:
  - tool: soda
catalog:
  pii_columns: email
"""


MODEL = "select order_id, email, address, created_at from {{ source('customer_orders', 'orders') }}"
SOURCES = "sources:\n  - {name: customer_orders, tables: [{name: orders}]}\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """What dbt has parsed is kept here, for all the tests."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(autouse=True)
def _home_of_the_tests(home, monkeypatch):
    monkeypatch.setenv("MESH_HOME", str(home))


@pytest.fixture
def models(tmp_path, monkeypatch) -> Path:
    """A dbt project with the model of the product."""
    project = tmp_path / "dbt_project"
    folder = project / "models" / "orders" / "customer_orders"
    folder.mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / "dbt_project" / name, project / name)
    (folder / "customer_orders.sql").write_text(MODEL)
    (folder / "sources.yml").write_text(SOURCES)
    monkeypatch.setenv("MESH_DBT_PROJECT", str(project))
    return folder


@pytest.fixture
def domains(tmp_path, monkeypatch, models) -> Path:
    """A folder of one domain with one product, all of it right, as the default of commands."""
    folder = tmp_path / "domains"
    product = folder / "orders" / "customer_orders"
    product.mkdir(parents=True)
    (folder / "orders" / "domain.yaml").write_text("name: orders\nowner: orders@company.com\n")
    (product / "product.yaml").write_text(SPEC)
    (product / "contract.odcs.yaml").write_text(CONTRACT)
    (product / "orders.v2.json").write_text(json.dumps(INPUT_CONTRACT, indent=2))
    (product / "soda.yml").write_text("checks for customer_orders:\n  - row_count > 0\n")
    monkeypatch.setenv("MESH_DOMAINS", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def product(domains) -> Path:
    return domains / "orders" / "customer_orders"


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))


def places(printed: str) -> list[tuple[str, int, str]]:
    """File, line and dotted path of every problem that was printed."""
    path = r"(?:[\w.-]|\[[^\]]*\])+"
    found = re.findall(rf"^(\S+?):(\d+):\d+: (?:({path}): )?", printed, flags=re.MULTILINE)
    return [(Path(file).name, int(line), path) for file, line, path in found]


def test_ten_mistakes_are_ten_located_problems(mesh, tmp_path):
    file = tmp_path / "product.yaml"
    file.write_text(TEN_MISTAKES)
    ended = mesh("validate", file)

    assert ended.status == 1
    assert ended.out == ""
    assert places(ended.err) == [
        ("product.yaml", 1, "name"),
        ("product.yaml", 2, "domian"),
        ("product.yaml", 3, "owner"),
        ("product.yaml", 4, "version"),
        ("product.yaml", 6, "slo.freshness"),
        ("product.yaml", 7, "partitions.start"),
        ("product.yaml", 10, "output_ports[1: sql]"),
        ("product.yaml", 11, "output_ports[2: strem].type"),
        ("product.yaml", 13, "quality_checks[0: soda].checks"),
        ("product.yaml", 15, "catalog.pii_columns"),
    ]
    assert ended.err.count("^") == 10
    assert re.findall(r"did you mean `(.*)`\?", ended.err) == [
        "customer-orders",
        "domain",
        "2.1.0",
        "stream",
    ]
    assert ended.err.endswith("\n10 problems in 1 file\n")


def test_a_model_that_reads_past_the_ports_is_reported_beside_the_specs_mistakes(
    mesh, product, models
):
    rewrite(product / "product.yaml", "freshness: 1h", "freshness: soon")
    rewrite(models / "customer_orders.sql", "'orders')", "'order')")
    ended = mesh("validate")

    assert places(ended.err) == [
        ("customer_orders.sql", 1, ""),
        ("product.yaml", 5, "slo.freshness"),
    ]
    assert "did you mean `source('customer_orders', 'orders')`?" in ended.err


def test_a_right_mesh_is_valid(mesh, domains):
    ended = mesh("validate")

    assert (ended.status, ended.err) == (0, "")
    assert ended.out == "1 product in 1 domain is valid\n"


def test_the_repositorys_own_domains_are_valid(mesh, monkeypatch, home_of_models):
    monkeypatch.setenv("MESH_HOME", str(home_of_models))
    monkeypatch.delenv("MESH_DOMAINS", raising=False)
    ended = mesh("validate")

    assert (ended.status, ended.err) == (0, "")
    assert re.fullmatch(r"\d+ products? in \d+ domains? (is|are) valid\n", ended.out)


@pytest.mark.parametrize(
    ("path", "summary"),
    [
        ("", "1 product in 1 domain is valid"),
        ("orders", "1 product in 1 domain is valid"),
        ("orders/customer_orders", "1 product is valid"),
        ("orders/customer_orders/product.yaml", "1 product is valid"),
        ("orders/domain.yaml", "0 products in 1 domain are valid"),
    ],
)
def test_a_path_may_be_a_mesh_a_domain_a_product_or_a_file(mesh, domains, path, summary):
    assert mesh("validate", domains / path).out == f"{summary}\n"


def test_several_paths_are_looked_at_once_each(mesh, domains, product):
    assert mesh("validate", domains, product, domains / "orders").out == (
        "1 product in 1 domain is valid\n"
    )


def test_a_path_that_does_not_exist_is_a_usage_error(mesh, domains):
    ended = mesh("validate", domains / "absent")

    assert ended.status == 2
    assert "does not exist" in ended.err


def test_a_path_without_specs_is_refused(mesh, tmp_path):
    ended = mesh("validate", tmp_path)

    assert ended.status == 1
    assert ended.err == (
        f"mesh: {tmp_path} holds no product.yaml and no domain.yaml: there is nothing to check\n"
    )


def test_all_files_are_looked_at_whatever_is_wrong_with_the_first(mesh, domains, product):
    rewrite(domains / "orders" / "domain.yaml", "owner:", "ownr:")
    rewrite(product / "product.yaml", "freshness: 1h", "freshness: soon")
    rewrite(product / "contract.odcs.yaml", "id: customer-orders", "id: [")
    rewrite(product / "orders.v2.json", '"title": "orders.v2",', '"title": "orders.v2"')
    rewrite(product / "soda.yml", "  - row", "\t- row")
    ended = mesh("validate")

    assert ended.status == 1
    assert places(ended.err) == [
        ("contract.odcs.yaml", 5, ""),
        ("orders.v2.json", 4, ""),
        ("product.yaml", 5, "slo.freshness"),
        ("soda.yml", 2, ""),
        ("domain.yaml", 2, "ownr"),
    ]
    assert "a tab stands where YAML wants spaces" in ended.err
    assert "is not JSON: expecting ',' delimiter" in ended.err
    assert ended.err.endswith("\n5 problems in 5 files\n")


def test_two_broken_specs_are_reported_together(mesh, domains, product):
    other = domains / "orders" / "refunds"
    other.mkdir()
    (other / "product.yaml").write_text("name: refunds\nname: refunds\n\tversion: 1\n")
    rewrite(product / "product.yaml", "domain: orders", "domain: orders\ndomain: sales")
    ended = mesh("validate")

    assert places(ended.err) == [("product.yaml", 3, "domain"), ("product.yaml", 3, "")]
    assert "`domain` is written twice; the first is on line 2" in ended.err
    assert ended.err.endswith("\n2 problems in 2 files\n")


def test_files_are_named_as_seen_from_here(mesh, product, tmp_path):
    rewrite(product / "product.yaml", "freshness: 1h", "freshness: soon")

    assert mesh("validate").err.startswith(
        "domains/orders/customer_orders/product.yaml:5:18: slo.freshness: `soon` is not a duration"
    )


def test_machines_get_json(mesh, product):
    rewrite(product / "product.yaml", "freshness: 1h", "freshness: soon")
    ended = mesh("validate", "--json")

    assert (ended.status, ended.err) == (1, "")
    report = json.loads(ended.out)
    [problem] = report.pop("problems")
    assert report == {"valid": False, "products": 1, "domains": 1}
    assert problem.pop("snippet").startswith("    5 | slo: {freshness: soon")
    assert problem == {
        "file": "domains/orders/customer_orders/product.yaml",
        "line": 5,
        "column": 18,
        "path": "slo.freshness",
        "message": "`soon` is not a duration such as 15m, 1h30m or 7d",
        "suggestion": None,
    }


def test_machines_get_json_when_all_is_well(mesh, domains):
    ended = mesh("validate", "--json")

    assert ended.status == 0
    assert json.loads(ended.out) == {"valid": True, "products": 1, "domains": 1, "problems": []}


@pytest.mark.parametrize(
    ("old", "new", "place", "words", "meant"),
    [
        (
            "contract: contract.odcs.yaml",
            "contract: contract.odsc.yaml",
            (11, "contract"),
            "there is no file `contract.odsc.yaml` beside this spec",
            "contract.odcs.yaml",
        ),
        (
            "contract: orders.v2.json",
            "contract: orders.v3.json",
            (8, "input_ports[0].contract"),
            "there is no file `orders.v3.json` beside this spec",
            "orders.v2.json",
        ),
        (
            "checks: soda.yml",
            "checks: soda.yaml",
            (13, "quality_checks[0: soda].checks"),
            "there is no file `soda.yaml` beside this spec",
            "soda.yml",
        ),
        (
            "pii_columns: [email,",
            "pii_columns: [e_mail,",
            (15, "catalog.pii_columns[0]"),
            "has no column `e_mail`",
            "email",
        ),
        (
            "{source: files",
            "{source: product://orders/customer-order, name: mine}\n  - {source: files",
            (8, "input_ports[0: mine].source"),
            "there is no product `orders/customer-order` in the mesh",
            "product://orders/customer-orders",
        ),
    ],
)
def test_what_a_spec_names_is_there(mesh, product, old, new, place, words, meant):
    rewrite(product / "product.yaml", old, new)
    ended = mesh("validate", "--json")
    problems = json.loads(ended.out)["problems"]
    found = next(problem for problem in problems if words in problem["message"])

    assert ended.status == 1
    assert (found["line"], found["path"]) == place
    assert found["suggestion"] == meant


def test_the_partition_column_is_in_both_contracts(mesh, product):
    rewrite(product / "product.yaml", "by: created_at", "by: created")
    ended = mesh("validate")

    assert places(ended.err) == [
        ("product.yaml", 6, "partitions.by"),
        ("product.yaml", 8, "input_ports[0].contract"),
    ]
    assert ended.err.count("has no column `created` to partition by") == 2
    assert "did you mean `created_at`?" in ended.err


def test_only_a_point_in_time_decides_the_partition(mesh, product):
    rewrite(product / "product.yaml", "by: created_at", "by: order_id")
    ended = mesh("validate")

    assert places(ended.err) == [
        ("product.yaml", 6, "partitions.by"),
        ("product.yaml", 8, "input_ports[0].contract"),
    ]
    assert "`order_id` is a string in the contract" in ended.err


def test_a_column_that_the_contract_calls_personal_is_in_the_catalog(mesh, product):
    rewrite(product / "product.yaml", "pii_columns: [email, address]", "pii_columns: [address]")
    ended = mesh("validate")

    assert places(ended.err) == [("product.yaml", 15, "catalog.pii_columns")]
    assert "`email` is personal by the contract customer_orders: add it here" in ended.err


def test_a_contract_without_the_products_table_is_refused(mesh, product):
    rewrite(product / "contract.odcs.yaml", "- name: customer_orders", "- name: orders")
    ended = mesh("validate")

    assert ended.status == 1
    assert [file for file, _, _ in places(ended.err)] == ["contract.odcs.yaml"]


def test_a_suite_may_be_named_without_a_file(mesh, product):
    rewrite(product / "product.yaml", "checks: soda.yml}", "checks: soda.yml}\n  - SUITE")
    rewrite(product / "product.yaml", "SUITE", "{tool: great_expectations, suite: orders_suite}")
    assert mesh("validate").status == 0

    rewrite(product / "product.yaml", "orders_suite", "orders_suite.json")
    assert places(mesh("validate").err) == [
        ("product.yaml", 14, "quality_checks[1: great_expectations].suite")
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "decided"),
    [
        ("version: 2.1.0", "version: 2.0.0", (4, "version"), "2.1.0"),
        ("status: active", "status: active\ndomain: sales", (6, "domain"), "orders"),
        (
            "status: active",
            "status: active\ndataProduct: orders",
            (6, "dataProduct"),
            "customer-orders",
        ),
        (
            "{name: order_id, logicalType: string",
            "{name: order_id, partitioned: true, logicalType: string",
            (9, "schema[0: customer_orders].properties[0: order_id].partitioned"),
            None,
        ),
    ],
)
def test_the_contract_follows_the_spec(mesh, product, old, new, place, decided):
    rewrite(product / "contract.odcs.yaml", old, new)
    ended = mesh("validate", "--json")
    [problem] = json.loads(ended.out)["problems"]

    assert ended.status == 1
    assert problem["file"].endswith("contract.odcs.yaml")
    assert (problem["line"], problem["path"]) == place
    assert problem["suggestion"] == decided
