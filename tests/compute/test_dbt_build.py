import logging
import os
import threading
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import duckdb
import pytest
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.database import RunDatabase, open_run_database
from mesh_assets.compute.dbt import (
    DbtBuildFailed,
    DbtModelsInvalid,
    DbtProject,
    DbtRun,
    DbtStatus,
)
from mesh_assets.settings import Settings

ORDERS = """
    SELECT * FROM (VALUES ('a', 'paid', 5), ('b', 'cancelled', 7), ('c', 'paid', 9))
    AS orders (order_id, status, amount)
"""


def _statuses(run: DbtRun) -> dict[str, str]:
    names = {item.unique_id: item.name for item in (*run.models.models, *run.models.tests)}
    return {names[unique_id]: result.status.value for unique_id, result in run.results.items()}


def _rows(database: RunDatabase, query: str) -> list[tuple]:
    return database.connection.execute(query).fetchall()


def test_models_and_tests_run_on_the_run_database_with_a_result_for_each(
    shop: DbtProject, database: RunDatabase
) -> None:
    database.attach("customer_orders", "orders", ORDERS)
    run = shop.build(database, "orders", "customer_orders")
    assert _rows(database, "SELECT order_id, amount, received FROM main.customer_orders") == [
        ("a", 5, 3),
        ("c", 9, 3),
    ]
    assert run.output_built
    assert _statuses(run) == {
        "stg_orders": "success",
        "customer_orders": "success",
        "amounts_are_positive": "pass",
        "at_least_customer_orders_amount__1": "pass",
        "amounts_are_cents": "pass",
        "not_null_stg_orders_order_id": "pass",
        "source_not_null_customer_orders_orders_order_id": "pass",
        "unique_customer_orders_order_id": "pass",
    }


def test_every_run_computes_from_its_own_data_also_through_an_ephemeral_model(
    shop: DbtProject, shop_settings: Settings
) -> None:
    for size in (2, 5):
        with open_run_database(shop_settings, f"size-{size}") as database:
            database.attach(
                "customer_orders",
                "orders",
                f"SELECT 'o' || n AS order_id, 'paid' status, 3 amount FROM range({size}) r(n)",
            )
            shop.build(database, "orders", "customer_orders")
            assert _rows(database, "SELECT count(*), max(received) FROM main.customer_orders") == [
                (size, size)
            ]


def test_threads_build_one_after_the_other_each_in_its_own_database(
    shop: DbtProject, shop_settings: Settings
) -> None:
    counted: dict[int, list[tuple]] = {}

    def build(size: int) -> None:
        with open_run_database(shop_settings, f"thread-{size}") as database:
            orders = f"SELECT 'o' || n AS order_id, 'paid' status, 3 amount FROM range({size}) r(n)"
            database.attach("customer_orders", "orders", orders)
            shop.build(database, "orders", "customer_orders")
            counted[size] = _rows(database, "SELECT count(*) FROM main.customer_orders")

    threads = [threading.Thread(target=build, args=(size,)) for size in (3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counted == {3: [(3,)], 4: [(4,)], 5: [(5,)]}


def test_after_the_build_nothing_but_the_run_holds_its_database(
    shop: DbtProject, shop_settings: Settings
) -> None:
    with open_run_database(shop_settings, "released") as database:
        database.attach("customer_orders", "orders", ORDERS)
        shop.build(database, "orders", "customer_orders")
    with duckdb.connect(database.path, config={"custom_user_agent": "mesh-assets"}) as again:
        assert again.execute("SHOW ALL TABLES").fetchall() == []


def test_under_dagster_dbt_works_in_the_database_that_the_resource_opened(
    shop: DbtProject, shop_settings: Settings
) -> None:
    def connect(
        database: str, *, config: dict[str, str]
    ) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        return DuckDBResource(database=database, connection_config=config).get_connection()

    with open_run_database(shop_settings, "under-dagster", connect) as database:
        database.attach("customer_orders", "orders", ORDERS)
        shop.build(database, "orders", "customer_orders")
        assert _rows(database, "SELECT count(*) FROM main.customer_orders") == [(2,)]


def test_a_failing_warning_is_told_from_a_failing_test_and_counts_its_rows(
    shop: DbtProject, database: RunDatabase
) -> None:
    database.attach(
        "customer_orders",
        "orders",
        "SELECT 'a' AS order_id, 'paid' AS status, 0 AS amount FROM range(3)",
    )
    run = shop.build(database, "orders", "customer_orders")
    statuses = _statuses(run)
    assert statuses["at_least_customer_orders_amount__1"] == "warn"
    assert statuses["unique_customer_orders_order_id"] == "fail"
    failures = {r.status: r.failures for r in run.results.values() if r.failures}
    assert failures == {DbtStatus.WARN: 3, DbtStatus.FAIL: 1}


def test_what_follows_a_failed_test_is_skipped_and_says_so(
    shop: DbtProject, database: RunDatabase
) -> None:
    database.attach("audited", "rows", "SELECT NULL::INT AS id")
    run = shop.build(database, "orders", "audited")
    assert _statuses(run) == {
        "middle": "success",
        "not_null_middle_id": "fail",
        "audited": "skipped",
        "unique_audited_id": "skipped",
    }
    assert not run.output_built


def test_a_model_that_does_not_build_is_named_with_its_file_and_the_reason(
    shop: DbtProject, database: RunDatabase
) -> None:
    database.attach("misspelt", "orders", "SELECT 'a' AS order_id")
    with pytest.raises(DbtBuildFailed) as failure:
        shop.build(database, "orders", "misspelt")
    message = str(failure.value)
    assert message.startswith(
        "model misspelt (models/orders/misspelt/misspelt.sql) did not build: Binder Error: "
        'Referenced column "order_idd" not found'
    )
    assert "order_id" in message
    assert "Traceback" not in message
    assert failure.value.run is not None
    assert not failure.value.run.output_built


def test_an_input_that_was_not_attached_is_named(shop: DbtProject, database: RunDatabase) -> None:
    with pytest.raises(DbtBuildFailed, match=r"misspelt\.sql\) did not build: .*misspelt\.orders"):
        shop.build(database, "orders", "misspelt")


def test_the_run_after_a_failed_one_is_not_disturbed(
    shop: DbtProject, shop_settings: Settings
) -> None:
    with open_run_database(shop_settings, "fails") as database, pytest.raises(DbtBuildFailed):
        shop.build(database, "orders", "misspelt")
    with open_run_database(shop_settings, "succeeds") as database:
        database.attach("customer_orders", "orders", ORDERS)
        assert shop.build(database, "orders", "customer_orders").output_built


def test_a_model_of_another_product_is_refused_before_anything_runs(
    shop: DbtProject, database: RunDatabase
) -> None:
    with pytest.raises(DbtModelsInvalid) as refusal:
        shop.build(database, "orders", "trespasser")
    assert str(refusal.value) == (
        "models/orders/trespasser/ reads what is not its own:\n"
        "  models/orders/trespasser/trespasser.sql reads model customer_orders\n"
        "Declare it as an input port in product.yaml, and read it as "
        "{{ source('trespasser', '<input port>') }}."
    )


def test_a_product_without_its_output_model_is_refused(
    shop: DbtProject, database: RunDatabase
) -> None:
    with pytest.raises(DbtModelsInvalid, match=r"no model named 'headless'.*it has some_model"):
        shop.build(database, "orders", "headless")


def test_a_product_without_models_is_refused_with_a_suggestion(
    shop: DbtProject, database: RunDatabase
) -> None:
    with pytest.raises(DbtModelsInvalid, match="did you mean 'customer_orders'"):
        shop.build(database, "orders", "custmer_orders")


def test_events_of_models_and_tests_are_kept_for_the_orchestrator(
    shop: DbtProject, database: RunDatabase
) -> None:
    database.attach("customer_orders", "orders", ORDERS)
    run = shop.build(database, "orders", "customer_orders")
    finished = {e.data.node_info.unique_id for e in run.events if e.info.name == "NodeFinished"}
    assert finished == set(run.results) | {"model.mesh.paid_orders"}
    assert {event.info.name for event in run.events} == {
        "NodeStart",
        "NodeFinished",
        "LogModelResult",
        "LogTestResult",
    }


def test_dbt_is_silent_and_leaves_the_process_and_the_source_tree_as_they_were(
    shop: DbtProject,
    shop_settings: Settings,
    database: RunDatabase,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def process() -> object:
        root = logging.getLogger()
        return (
            root.level,
            list(root.handlers),
            list(warnings.filters),
            Path.cwd(),
            dict(os.environ),
        )

    def tree(folder: Path) -> list[Path]:
        return sorted(folder.rglob("*"))

    before = process(), tree(shop_settings.dbt_project), tree(Path.cwd() / "dbt_project")
    database.attach("customer_orders", "orders", ORDERS)
    shop.build(database, "orders", "customer_orders")
    after = process(), tree(shop_settings.dbt_project), tree(Path.cwd() / "dbt_project")
    assert after == before
    assert capfd.readouterr() == ("", "")


def test_settings_for_dbts_command_line_do_not_change_what_a_build_means(
    shop: DbtProject, database: RunDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DBT_EMPTY": "true",
        "DBT_ENGINE_EXCLUDE_RESOURCE_TYPES": "test",
        "DBT_TARGET": "production",
        "DBT_LOG_LEVEL": "debug",
    }.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    database.attach("customer_orders", "orders", ORDERS)
    run = shop.build(database, "orders", "customer_orders")
    assert _rows(database, "SELECT count(*) FROM main.customer_orders") == [(2,)]
    assert DbtStatus.MISSING not in {result.status for result in run.results.values()}
    assert dict(os.environ) == before


@pytest.fixture
def two_products(settings_with: Callable[..., Settings]) -> Settings:
    return settings_with(
        {
            "models/sales/daily/stg_orders.sql": "select 1 as id",
            "models/sales/daily/daily.sql": "select * from {{ ref('stg_orders') }}",
            "models/sales/weekly/weekly.sql": "select 7 as id",
        }
    )


def test_only_the_product_that_is_asked_for_is_built(two_products: Settings) -> None:
    with open_run_database(two_products, "only-one") as database:
        run = DbtProject(two_products).build(database, "sales", "daily")
        assert _rows(database, "SHOW TABLES") == [("daily",), ("stg_orders",)]
        assert set(_statuses(run)) == {"daily", "stg_orders"}
