"""The spec: the seed's file, the whole language, and its rules."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.checks import (
    DbtCheck,
    GreatExpectationsCheck,
    SodaCheck,
    VolumeCheck,
)
from mesh_assets.product.mesh import load_product
from mesh_assets.product.product import UnknownPort

SEED = Path(__file__).parent / "seed" / "data-product-spec.yaml"

WHOLE_LANGUAGE = """\
name: customer-orders            # kebab-case; table and dbt model are customer_orders
domain: orders
owner: orders-engineering@company.com
version: "2.1.0"                 # semver of the interface
description: Orders.
slo: {freshness: 1h, completeness: 99.9%, accuracy: 99.99%, availability: 99.9%}
partitions: {by: created_at, every: day, start: 2026-01-01}     # or none
input_ports:
  - {name: orders, source: files://landing/orders/orders, format: ndjson,
     contract: orders.v2.json, refresh: hourly, lateness: 3d}
  - {name: customers, source: product://customers/customer-profiles}
output_ports:
  - {type: sql, format: Iceberg table}
contract: contract.odcs.yaml
quality_checks:
  - {tool: soda, checks: soda.yml, run: on_refresh}
  - {tool: great_expectations, suite: customer_orders_suite.json, run: hourly}
  - {tool: dbt}
  - {tool: volume, sensitivity: default}
catalog: {registered_in: DataHub, tags: [pii, gdpr, financial], pii_columns: [customer_email]}
"""


def test_the_seeds_spec_loads_unchanged():
    product = load_product(SEED)

    assert product.identifier == "orders/customer-orders"
    assert product.table_name == "customer_orders"
    assert product.folder == SEED.parent
    assert str(product.version) == "2.1.0"
    assert product.slo.freshness == timedelta(hours=1)
    assert product.slo.completeness is not None
    assert product.slo.completeness.ratio == Decimal("0.999")
    assert product.slo.availability is None
    assert product.partitions is None
    assert product.contract is None
    assert [(port.type, port.endpoint) for port in product.output_ports] == [
        ("sql", "trino://data-platform.internal/orders/customer_orders"),
        ("api", "https://data-api.orders.internal/v2/customer-orders"),
        ("stream", "kafka://kafka.internal/orders.customer_orders.v2"),
    ]
    assert [(port.name, port.refresh, port.refresh.cadence) for port in product.input_ports] == [
        ("orders", "streaming CDC (Debezium)", None),
        ("payment_confirmed", "Kafka stream", None),
    ]
    expectations, soda = product.quality_checks
    assert isinstance(expectations, GreatExpectationsCheck)
    assert expectations.suite == "customer_orders_suite"
    assert isinstance(soda, SodaCheck)
    assert soda.checks == "soda/orders/customer_orders.yml"
    assert product.catalog.pii_columns == ("customer_email", "shipping_address", "phone_number")


def test_the_whole_language_loads(tmp_path):
    file = tmp_path / "product.yaml"
    file.write_text(WHOLE_LANGUAGE)
    product = load_product(file)

    assert product.partitions is not None
    assert (product.partitions.start, product.partitions.zone) == (date(2026, 1, 1), "UTC")
    orders, customers = product.input_ports
    assert orders.lateness == timedelta(days=3)
    assert orders.refresh is not None
    assert orders.refresh.cadence == "hourly"
    assert customers.source == "product://customers/customer-profiles"
    assert [type(check) for check in product.quality_checks] == [
        SodaCheck,
        GreatExpectationsCheck,
        DbtCheck,
        VolumeCheck,
    ]
    assert product.output_ports[0].endpoint is None


def test_the_digest_is_of_what_is_said_not_of_how_it_is_written(tmp_path, product):
    whole = tmp_path / "whole.yaml"
    whole.write_text(WHOLE_LANGUAGE)
    otherwise = tmp_path / "otherwise.yaml"
    otherwise.write_text(
        "# other comments\n"
        + WHOLE_LANGUAGE.replace("freshness: 1h", "freshness: 60m")
        .replace("{tool: dbt}", "{tool: dbt, run: on_refresh}")
        .replace("type: sql,", "type: sql, name: sql,")
    )

    assert load_product(whole).digest == load_product(otherwise).digest
    assert len(load_product(whole).digest) == 64
    assert load_product(whole).digest != load_product(SEED).digest
    assert product("slo: {freshness: 1h}").digest != product("slo: {freshness: 2h}").digest


def test_an_unknown_port_is_refused_with_a_suggestion():
    with pytest.raises(UnknownPort, match="no input port `order`: did you mean `orders`"):
        load_product(SEED).input_port("order")


@pytest.mark.parametrize(
    ("lines", "path", "words", "meant"),
    [
        ("slo: {freshnes: 1h}", "slo.freshnes", "is not known here", "freshness"),
        ("slo: {freshness: 30s}", "slo.freshness", "write 1m or more", None),
        ("slo: {completeness: 101%}", "slo.completeness", "is not a percentage", None),
        ("partitions:", "partitions", "give a value, or remove the key", None),
        ("slo: {freshness: }", "slo.freshness", "give a value, or remove the key", None),
        ("slo: 1h", "slo", "must be a mapping, not `1h`", None),
        ("contract: /etc/contract.yaml", "contract", "is absolute", None),
        ("quality_checks: [{tool: sodda, checks: a}]", "quality_checks[0: sodda].tool", "", "soda"),
        ("quality_checks: [{checks: a}]", "quality_checks[0]", "`tool` is missing", None),
        (
            "quality_checks: [{tool: soda}]",
            "quality_checks[0: soda].checks",
            "`checks` is missing",
            None,
        ),
        (
            "quality_checks: [{tool: dbt, suite: a}]",
            "quality_checks[0: dbt].suite",
            "known are run, tool",
            None,
        ),
        (
            "quality_checks: [{tool: volume, sensitivity: hihg}]",
            "quality_checks[0: volume].sensitivity",
            "write low, default or high",
            "high",
        ),
        (
            "quality_checks: [{tool: dbt}, {tool: dbt}]",
            "quality_checks[1: dbt]",
            "the quality check `dbt` stands above already",
            None,
        ),
        (
            "catalog: {pii_columns: [a, b, a]}",
            "catalog.pii_columns[2]",
            "the column `a` stands above already",
            None,
        ),
        ("catalog: {tags: pii}", "catalog.tags", "must be a list, not `pii`", None),
        ("layout: wide", "layout", "the key `layout` is not known here", None),
        ("lifecycle: active", "lifecycle", "must be a mapping, not `active`", None),
    ],
)
def test_each_rule_of_the_language_refuses_in_its_own_words(problem, lines, path, words, meant):
    found = problem(lines)

    assert (found.line, found.path) == (5, path)
    assert words in found.message
    assert found.suggestion == meant


def test_two_soda_files_may_be_checked(product):
    checks = "[{tool: soda, checks: a.yml}, {tool: soda, checks: b.yml}]"

    assert len(product(f"quality_checks: {checks}").quality_checks) == 2


def test_a_repetition_is_reported_beside_the_other_mistakes_of_its_list(tmp_path):
    file = tmp_path / "product.yaml"
    file.write_text(
        WHOLE_LANGUAGE.replace(
            "  - {type: sql, format: Iceberg table}\n",
            "  - {type: sql}\n  - {type: sgl}\n  - {type: sql, endpont: x}\n",
        )
    )
    with pytest.raises(DocumentError) as caught:
        load_product(file)

    assert [(p.line, p.path) for p in caught.value.problems] == [
        (14, "output_ports[1: sgl].type"),
        (15, "output_ports[2: sql]"),
        (15, "output_ports[2: sql].endpont"),
    ]
