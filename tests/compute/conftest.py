"""A small mesh of dbt models, parsed once for all tests that only build."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from mesh_assets.compute.database import RunDatabase, open_run_database
from mesh_assets.compute.dbt import DbtProject
from mesh_assets.settings import PROJECT, Settings

SHOP = {
    # A view, an ephemeral model and a table; every kind of test.
    "models/orders/customer_orders/sources.yml": """
        sources:
          - name: customer_orders
            tables:
              - name: orders
                columns:
                  - name: order_id
                    data_tests: [not_null]
        """,
    "models/orders/customer_orders/stg_orders.sql": """
        {{ config(materialized='view') }}
        {{ print('printed by a model') }}
        {{ log('logged by a model', info=true) }}
        select order_id, status, amount::decimal(18, 2) as amount
        from {{ source('customer_orders', 'orders') }}
        """,
    "models/orders/customer_orders/paid_orders.sql": """
        {{ config(materialized='ephemeral') }}
        select * from {{ ref('stg_orders') }} where status <> 'cancelled'
        """,
    "models/orders/customer_orders/customer_orders.sql": """
        {%- set found = run_query('select count(*) from customer_orders.orders') -%}
        select *, {{ found.columns[0].values()[0] if execute else 0 }} as received
        from {{ ref('paid_orders') }}
        """,
    "models/orders/customer_orders/schema.yml": """
        models:
          - name: stg_orders
            description: Orders as the shop sent them.
            columns:
              - name: order_id
                data_tests: [not_null]
          - name: customer_orders
            description: Orders that were not cancelled.
            columns:
              - name: order_id
                description: The shop's number.
                data_type: varchar
                data_tests:
                  - unique
              - name: amount
                data_tests:
                  - at_least:
                      arguments: {minimum: 1}
                      config: {severity: warn, warn_if: '> 1'}
        unit_tests:
          - name: amounts_are_cents
            model: stg_orders
            given:
              - input: source('customer_orders', 'orders')
                rows: [{order_id: a, amount: 2}]
            expect:
              rows: [{order_id: a, amount: 2.00}]
        """,
    "tests/generic/at_least.sql": """
        {% test at_least(model, column_name, minimum) %}
        select * from {{ model }} where {{ column_name }} < {{ minimum }}
        {% endtest %}
        """,
    "tests/orders/amounts_are_positive.sql": """
        select * from {{ ref('customer_orders') }} where amount < 0
        """,
    # Slips that a build must report.
    "models/orders/misspelt/sources.yml": """
        sources:
          - name: misspelt
            tables: [{name: orders}]
        """,
    "models/orders/misspelt/misspelt.sql": """
        select order_idd from {{ source('misspelt', 'orders') }}
        """,
    "models/orders/trespasser/trespasser.sql": "select * from {{ ref('customer_orders') }}",
    "models/orders/headless/some_model.sql": "select 1 as one",
    # A test in the middle that fails when a row says so.
    "models/orders/audited/sources.yml": """
        sources:
          - name: audited
            tables: [{name: rows}]
        """,
    "models/orders/audited/middle.sql": "select * from {{ source('audited', 'rows') }}",
    "models/orders/audited/audited.sql": "select * from {{ ref('middle') }}",
    "models/orders/audited/schema.yml": """
        models:
          - name: middle
            columns: [{name: id, data_tests: [not_null]}]
          - name: audited
            columns: [{name: id, data_tests: [unique]}]
        """,
    # Another domain that nobody can parse, with a model of the same name.
    "models/payments/customer_orders/customer_orders.sql": "select {{ 1 + }}",
}


def make_settings(folder: Path, files: Mapping[str, str]) -> Settings:
    """Settings with a home and a dbt project of their own; profile and project file are ours."""
    dbt_project = folder / "dbt_project"
    dbt_project.mkdir(parents=True)
    for name in ("dbt_project.yml", "profiles.yml"):
        (dbt_project / name).write_text((PROJECT / "dbt_project" / name).read_text())
    for name, content in files.items():
        path = dbt_project / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(content))
    return Settings(
        home=folder / "home",
        domains=folder / "domains",
        dbt_project=dbt_project,
        catalog_uri=f"sqlite:///{folder / 'catalog.db'}",
        warehouse=folder / "warehouse",
        memory_limit="400MB",
        threads=2,
    )


@pytest.fixture(scope="session")
def shop_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_settings(tmp_path_factory.mktemp("shop"), SHOP)


@pytest.fixture(scope="session")
def shop(shop_settings: Settings) -> DbtProject:
    return DbtProject(shop_settings)


@pytest.fixture
def settings_with(tmp_path: Path) -> Callable[..., Settings]:
    return lambda files: make_settings(tmp_path, files)


@pytest.fixture
def database(shop_settings: Settings, request: pytest.FixtureRequest) -> Iterator[RunDatabase]:
    with open_run_database(shop_settings, request.node.name.partition("[")[0]) as database:
        yield database
