"""Consumer contracts: found in a domain's folder, in three forms, with every mistake located."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.consumer import FieldPath
from mesh_assets.product.consumer_files import load_consumer
from mesh_assets.product.mesh import load_domain, load_sound_domains

SEED = Path(__file__).parents[1] / "contract" / "seed" / "customer_orders_contract_v2.yaml"

WRITTEN = """\
name: revenue-reporting
consumer: finance-analytics@company.com
source: product://orders/customer-orders
major: 2
purpose: Revenue reporting and forecasting.
fields: [order_id, 'lines[].sku']
limitations: Not joined with personal data of other domains.
products: [daily-revenue]
until: 2027-12-31
"""

ODCS = """\
apiVersion: v3.1.0
kind: DataContract
id: stock-planning
version: 2.0.1
status: active
domain: orders
dataProduct: customer-orders
customProperties: [{property: consumer, value: stock-planning@company.com}]
description: {usage: To plan what is bought., limitations: By article only.}
schema:
  - name: customer_orders
    properties:
      - {name: created_at, logicalType: timestamp}
      - name: lines
        logicalType: array
        items:
          logicalType: object
          properties:
            - {name: sku, logicalType: string}
            - {name: quantity, logicalType: integer}
"""


@pytest.fixture
def finance(tmp_path):
    """The folder of a domain, with room for consumer contracts."""
    folder = tmp_path / "domains" / "finance"
    (folder / "consumers").mkdir(parents=True)
    (folder / "domain.yaml").write_text("name: finance\nowner: finance-analytics@company.com\n")
    return folder


def write(finance, name, text):
    file = finance / "consumers" / name
    file.write_text(text)
    return file


def problem_of(file):
    with pytest.raises(DocumentError) as caught:
        load_consumer(file)
    [problem] = caught.value.problems
    return problem


def test_a_domain_has_its_consumer_contracts(finance):
    write(finance, "revenue-reporting.yaml", WRITTEN)
    [found] = load_domain(finance).consumers

    assert found.identifier == "finance/revenue-reporting"
    assert found.source.identifier == "orders/customer-orders"
    assert found.fields == ("order_id", "lines[].sku")
    assert found.readers == ("finance/daily-revenue",)
    assert found.until == date(2027, 12, 31)


def test_the_seeds_contract_is_one_as_it_is_written(finance):
    shutil.copy(SEED, finance / "consumers")
    [found] = load_domain(finance).consumers

    assert found.name == "customer-orders-contract-v2"
    assert found.consumer == "finance-analytics@company.com"
    assert found.source == "product://orders/customer-orders"
    assert found.major == 2
    assert found.purpose.startswith("Finance team may use this data for revenue reporting")
    assert found.limitations.startswith("Do not use customer_id to join with PII data")
    assert found.fields == ("order_id", "total_amount", "currency", "created_at")


def test_odcs_is_one_where_a_custom_property_names_the_consumer(finance):
    found = load_consumer(write(finance, "stock-planning.yaml", ODCS))

    assert found.consumer == "stock-planning@company.com"
    assert found.source == "product://orders/customer-orders"
    assert found.fields == ("created_at", "lines[].sku", "lines[].quantity")
    assert (found.purpose, found.limitations) == ("To plan what is bought.", "By article only.")


def test_odcs_keeps_the_consumer_of_a_contract_that_was_imported(finance):
    kept = "{property: datacontract.info, value: {consumer: stock@company.com}}"
    text = ODCS.replace("{property: consumer, value: stock-planning@company.com}", kept)

    assert (
        load_consumer(write(finance, "stock-planning.yaml", text)).consumer == "stock@company.com"
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "words", "suggestion"),
    [
        ("consumer: f", "consumr: f", 2, "consumr", "consumer"),
        ("finance-analytics@company.com", "finance", 2, "an e-mail address", None),
        ("product://orders/customer-orders", "product:/orders/customer_orders", 3, "a data product",
         "product://orders/customer-orders"),
        ("major: 2", "major: two", 4, "a whole number", None),
        ("'lines[].sku'", "'lines[0].sku'", 6, "the path of a field", "lines[].sku"),
        ("'lines[].sku'", "order_id", 6, "stands above already", None),
        ("daily-revenue", "daily_revenue", 8, "a name in lower case", "daily-revenue"),
        ("until: 2027-12-31", "until: 2027-02-30", 9, "not in the calendar", None),
        ("name: revenue-reporting", "name: revenue-report", 1, "the name of the file",
         "revenue-reporting"),
    ],
)  # fmt: skip
def test_a_mistake_is_shown_where_it_is_written(finance, old, new, line, words, suggestion):
    assert old in WRITTEN
    problem = problem_of(write(finance, "revenue-reporting.yaml", WRITTEN.replace(old, new, 1)))

    assert (problem.line, problem.suggestion) == (line, suggestion)
    assert words in problem.message


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("  consumer: finance-analytics@company.com\n", "", 5, "consumer"),
        ("consumer: finance-analytics@company.com", "consumer: finance", 9, "an e-mail address"),
        ("  version: 2.1.0\n", "", 5, "major"),
        ("    schema: orders\n", "", 19, "source"),
        ("  usage: Finance", "  use: Finance", 42, "purpose"),
    ],
)
def test_what_a_data_contract_does_not_say_is_asked_for_there(finance, old, new, line, words):
    text = SEED.read_text()
    assert old in text
    problem = problem_of(write(finance, SEED.name, text.replace(old, new, 1)))

    assert abs(problem.line - line) <= 2
    assert words in problem.message


def test_a_file_under_another_name_is_no_surprise(finance):
    write(finance, "revenue-reporting.yml", WRITTEN)
    with pytest.raises(DocumentError, match=r"call it revenue-reporting\.yaml"):
        load_domain(finance)


def test_the_folder_of_consumers_is_no_product(finance):
    write(finance, "product.yaml", WRITTEN.replace("revenue-reporting", "product"))
    found = load_domain(finance)

    assert found.products == ()
    assert [each.name for each in found.consumers] == ["product"]


def test_a_broken_contract_breaks_its_own_domain_only(finance):
    orders = finance.parent / "orders"
    orders.mkdir()
    (orders / "domain.yaml").write_text("name: orders\nowner: orders-engineering@company.com\n")
    file = write(finance, "revenue-reporting.yaml", "consumer: [")
    mesh, problems = load_sound_domains(finance.parent)

    assert [domain.name for domain in mesh.domains] == ["orders"]
    assert {problem.file for problem in problems} == {file}


@pytest.mark.parametrize("path", ["a", "a.b", "a[].b", "a[][]", "With spaces.inside"])
def test_paths_of_fields(path):
    assert FieldPath.parse(path) == path
