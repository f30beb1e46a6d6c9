"""What the domain teams declare keeps to its standards, and agrees with itself."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

import mesh_assets

REPOSITORY = Path(mesh_assets.__file__).parent.parent
DOMAINS = REPOSITORY / "mesh_assets" / "domains"
STANDARDS = REPOSITORY / "mesh_assets" / "contract" / "standards"
PRODUCTS = sorted(
    str(spec.parent.relative_to(DOMAINS)) for spec in DOMAINS.glob("*/*/product.yaml")
)
DOMAIN_NAMES = sorted(spec.parent.name for spec in DOMAINS.glob("*/domain.yaml"))


def read(path):
    return yaml.safe_load(path.read_text())


@pytest.fixture(params=PRODUCTS)
def folder(request):
    return Path(request.param)


@pytest.fixture
def product(folder):
    return read(DOMAINS / folder / "product.yaml")


@pytest.fixture
def contract(folder):
    return read(DOMAINS / folder / "contract.odcs.yaml")


@pytest.fixture
def models(folder):
    described = read(REPOSITORY / "dbt_project" / "models" / folder / "schema.yml")["models"]
    return {model["name"]: model for model in described}


def properties(columns):
    for column in columns:
        yield column
        yield from properties(column.get("properties", []))


def test_the_mesh_has_its_four_domains_and_their_products():
    assert DOMAIN_NAMES == ["customers", "finance", "orders", "payments"]
    assert PRODUCTS == [
        "customers/customer_profiles",
        "customers/customer_segments",
        "finance/daily_revenue",
        "orders/customer_orders",
        "orders/order_items",
        "payments/payment_confirmed",
        "payments/payments",
    ]


@pytest.mark.parametrize("name", DOMAIN_NAMES)
def test_a_domain_has_an_owner_roles_a_budget_and_a_retention_class(name):
    domain = read(DOMAINS / name / "domain.yaml")
    known = {*domain["roles"], *DOMAIN_NAMES, "consumers"}
    assert domain["owner"].endswith("@company.com")
    assert {"product_owner", "data_engineer", "analytics_engineer"} < set(domain["roles"])
    assert domain["budget"]["per_month"] > 0
    assert domain["retention"] in {"financial", "behavioral"}
    for row in domain["raci"]:
        for who in ("responsible", "accountable", "consulted", "informed"):
            named = row[who] if isinstance(row[who], list) else [row[who]]
            assert set(named) <= known


@pytest.mark.parametrize("name", DOMAIN_NAMES)
def test_a_domain_is_a_code_location(name):
    locations = read(REPOSITORY / "workspace.yaml")["load_from"]
    [location] = [each["python_module"] for each in locations if name in str(each)]
    assert location["module_name"] == f"mesh_assets.domains.{name}"
    assert location["location_name"] == name
    assert f'domain_definitions("{name}")' in (DOMAINS / name / "__init__.py").read_text()


def test_the_output_contract_keeps_to_the_open_data_contract_standard(contract):
    standard = json.loads((STANDARDS / "odcs-3.1.0.schema.json").read_text())
    validator = jsonschema_rs.validator_for(standard, validate_formats=True)
    as_json = json.loads(json.dumps(contract, default=str))
    assert [error.message for error in validator.iter_errors(as_json)] == []


def test_the_input_contracts_are_json_schemas(folder, product):
    named = [port["contract"] for port in product["input_ports"] if "contract" in port]
    for name in named:
        assert jsonschema_rs.meta.is_valid(json.loads((DOMAINS / folder / name).read_text()))
    assert len(named) == sum(
        port["source"].startswith("files://") for port in product["input_ports"]
    )


def test_everything_that_the_output_promises_is_described(contract):
    [table] = contract["schema"]
    described = [table, *properties(table["properties"])]
    described += [rule for element in described for rule in element.get("quality", [])]
    assert [element["name"] for element in described if not element.get("description")] == []


def test_the_spec_and_the_contract_say_the_same(product, contract):
    [table] = contract["schema"]
    personal = [c["name"] for c in table["properties"] if c["classification"] == "pii"]
    partitioned = [c["name"] for c in table["properties"] if c.get("partitioned")]
    assert product["version"] == contract["version"]
    assert product["name"] == contract["dataProduct"]
    assert product["domain"] == contract["domain"]
    assert sorted(product["catalog"].get("pii_columns", [])) == sorted(personal)
    assert partitioned == ([product["partitions"]["by"]] if "partitions" in product else [])
    assert product["owner"] in [member["username"] for member in contract["team"]["members"]]


def test_the_model_gives_the_columns_of_the_contract_in_their_order(folder, contract, models):
    [table] = contract["schema"]
    promised = [column["name"] for column in table["properties"]]
    assert [column["name"] for column in models[folder.name]["columns"]] == promised


def test_every_model_and_column_is_described(models):
    for model in models.values():
        assert model["description"]
        assert [c["name"] for c in model["columns"] if not c.get("description")] == []


def test_only_output_ports_are_read_across_domains(product):
    read_products = [
        port["source"] for port in product["input_ports"] if port["source"].startswith("product:")
    ]
    landed = [p["source"] for p in product["input_ports"] if p["source"].startswith("files:")]
    assert all(each.startswith(f"files://landing/{product['domain']}/") for each in landed)
    assert not landed or not read_products
    if product["domain"] == "finance":
        assert {each.split("/")[2] for each in read_products} == {"orders", "payments", "customers"}
