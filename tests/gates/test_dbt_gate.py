import dataclasses

import pytest

from mesh_assets.compute.database import open_run_database
from mesh_assets.compute.dbt import DbtProject, DbtRun
from mesh_assets.contract.rule import Severity
from mesh_assets.gates.dbt import judge_dbt
from mesh_assets.gates.verdict import Outcome, Verdict
from mesh_assets.settings import PROJECT, Settings

FILES = {
    "models/orders/customer_orders/sources.yml": """
sources:
  - name: customer_orders
    tables: [{name: orders}]
""",
    "models/orders/customer_orders/stg_orders.sql": """
select * from {{ source('customer_orders', 'orders') }}
""",
    "models/orders/customer_orders/customer_orders.sql": "select * from {{ ref('stg_orders') }}",
    "models/orders/customer_orders/schema.yml": """
models:
  - name: stg_orders
    columns:
      - name: id
        data_tests:
          - not_null
          - unique: {config: {error_if: '> 2', warn_if: '> 0'}}
      - name: state
        data_tests:
          - accepted_values:
              name: known_states
              arguments: {values: [paid]}
              config: {severity: warn}
  - name: customer_orders
    columns:
      - name: id
        data_tests: [not_null]
""",
    "tests/orders/broken.sql": "select no_such_column from {{ ref('customer_orders') }}",
}

GOOD = "SELECT n AS id, 'paid' AS state FROM range(5) AS orders (n)"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("dbt_gate")
    project = folder / "dbt_project"
    for name in ("dbt_project.yml", "profiles.yml"):
        project.mkdir(exist_ok=True)
        (project / name).write_text((PROJECT / "dbt_project" / name).read_text())
    for name, content in FILES.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(content)
    return Settings(folder / "home", folder, project, "", folder / "warehouse", "200MB", 1)


@pytest.fixture(scope="module")
def project(settings: Settings) -> DbtProject:
    return DbtProject(settings)


def run(settings: Settings, project: DbtProject, orders: str) -> DbtRun:
    with open_run_database(settings, "judged") as database:
        database.attach("customer_orders", "orders", orders)
        return project.build(database, "orders", "customer_orders")


def judge(settings: Settings, project: DbtProject, orders: str) -> dict[str, Verdict]:
    return {verdict.rule: verdict for verdict in judge_dbt(run(settings, project, orders))}


def test_every_test_gives_a_verdict_with_its_count_and_its_limit(
    settings: Settings, project: DbtProject
) -> None:
    verdicts = judge(settings, project, GOOD)
    assert {rule: (v.outcome, v.measured, v.expected) for rule, v in verdicts.items()} == {
        "broken": (Outcome.ERROR, None, "= 0 failures"),
        "known_states": (Outcome.PASSED, 0, "= 0 failures"),
        "not_null_customer_orders_id": (Outcome.PASSED, 0, "= 0 failures"),
        "not_null_stg_orders_id": (Outcome.PASSED, 0, "= 0 failures"),
        "unique_stg_orders_id": (Outcome.PASSED, 0, "<= 2 failures"),
    }
    assert {verdict.gate for verdict in verdicts.values()} == {"dbt"}


def test_a_test_that_breaks_has_not_passed_and_names_its_file(
    settings: Settings, project: DbtProject
) -> None:
    verdict = judge(settings, project, GOOD)["broken"]
    assert verdict.refuses
    assert verdict.detail.startswith("tests/orders/broken.sql: Binder Error")
    assert "no_such_column" in verdict.detail


def test_warnings_publish_and_failures_refuse(settings: Settings, project: DbtProject) -> None:
    verdicts = judge(
        settings, project, "SELECT n // 2 AS id, 'lost' AS state FROM range(4) AS orders (n)"
    )
    some_doubles = verdicts["unique_stg_orders_id"]
    assert (some_doubles.outcome, some_doubles.severity) == (Outcome.FAILED, Severity.WARNING)
    assert some_doubles.measured == 2
    unknown = verdicts["known_states"]
    assert (unknown.outcome, unknown.severity) == (Outcome.FAILED, Severity.WARNING)

    many_doubles = judge(
        settings, project, "SELECT n // 2 AS id, 'paid' AS state FROM range(8) AS orders (n)"
    )["unique_stg_orders_id"]
    assert (many_doubles.outcome, many_doubles.severity) == (Outcome.FAILED, Severity.ERROR)
    assert "4" in many_doubles.detail


def test_what_dbt_skips_has_not_passed(settings: Settings, project: DbtProject) -> None:
    verdicts = judge(settings, project, "SELECT NULL::INT AS id, 'paid' AS state")
    assert verdicts["not_null_stg_orders_id"].outcome is Outcome.FAILED
    skipped = verdicts["not_null_customer_orders_id"]
    assert (skipped.outcome, skipped.refuses) == (Outcome.SKIPPED, True)
    assert "skipped" in skipped.detail


def test_a_result_that_never_arrived_has_not_passed(
    settings: Settings, project: DbtProject
) -> None:
    complete = run(settings, project, GOOD)
    lost = next(test for test in complete.models.tests if test.name == "not_null_stg_orders_id")
    rest = {key: result for key, result in complete.results.items() if key != lost.unique_id}
    verdicts = {v.rule: v for v in judge_dbt(dataclasses.replace(complete, results=rest))}
    assert len(verdicts) == len(complete.models.tests)
    assert verdicts[lost.name].outcome is Outcome.ERROR
    assert verdicts[lost.name].detail == "dbt gave no result"
