import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mesh_assets.compute.database import open_run_database
from mesh_assets.compute.dbt import DbtManifestIndex, DbtModelsInvalid, DbtProject
from mesh_assets.compute.dbt.preparation import PreparationStore
from mesh_assets.contract.rule import Severity
from mesh_assets.settings import Settings

ONE_MODEL = {"models/sales/daily/daily.sql": "select 1 as id"}


def _manifests(settings: Settings) -> set[Path]:
    return set((settings.home / "dbt").glob("*/*/manifest.msgpack"))


def test_the_index_describes_models_for_assets_and_tests_for_checks(shop: DbtProject) -> None:
    product = shop.prepared("orders").product("customer_orders")
    models = {model.name: model for model in product.models}
    assert set(models) == {"stg_orders", "paid_orders", "customer_orders"}
    output = models["customer_orders"]
    assert output is product.output
    assert output.description == "Orders that were not cancelled."
    assert output.refs == ("paid_orders",)
    assert output.file == "models/orders/customer_orders/customer_orders.sql"
    assert [(c.name, c.description, c.data_type) for c in output.columns] == [
        ("order_id", "The shop's number.", "varchar"),
        ("amount", "", None),
    ]
    assert models["stg_orders"].sources == ("orders",)
    assert not models["paid_orders"].has_result

    tests = {test.name: test for test in product.tests}
    warning = tests["at_least_customer_orders_amount__1"]
    assert (warning.model, warning.column) == ("customer_orders", "amount")
    assert (warning.severity, warning.expected) == (Severity.WARNING, "<= 1 failures")
    assert tests["unique_customer_orders_order_id"].expected == "= 0 failures"
    assert tests["amounts_are_cents"].expected == "the given rows"
    on_input = tests["source_not_null_customer_orders_orders_order_id"]
    assert (on_input.model, on_input.source) == (None, "orders")


def test_the_index_survives_being_written_and_read(shop: DbtProject) -> None:
    index = shop.prepared("orders")
    assert DbtManifestIndex.from_json(index.as_json()) == index


def test_one_domain_is_prepared_although_another_cannot_be_parsed(
    shop: DbtProject,
) -> None:
    assert "customer_orders" in shop.prepared("orders").products
    with pytest.raises(DbtModelsInvalid, match=r"customer_orders\.sql"):
        shop.prepared("payments")


def test_unchanged_models_are_never_parsed_again(settings_with: Callable[..., Settings]) -> None:
    settings = settings_with(ONE_MODEL)
    project = DbtProject(settings)
    assert project.stored("sales") is None
    index = project.prepared("sales")
    prepared = {path: path.stat().st_mtime_ns for path in _manifests(settings)}
    assert len(prepared) == 1

    assert DbtProject(settings).stored("sales") == index
    (settings.dbt_project / "models/sales/daily/daily.sql").touch()
    assert DbtProject(settings).prepared("sales") == index
    assert {path: path.stat().st_mtime_ns for path in _manifests(settings)} == prepared


def test_a_change_of_any_file_is_seen_by_a_project_that_is_already_open(
    settings_with: Callable[..., Settings],
) -> None:
    settings = settings_with(ONE_MODEL)
    project = DbtProject(settings)
    project.prepared("sales")

    model = settings.dbt_project / "models/sales/daily/daily.sql"
    schema = settings.dbt_project / "models/sales/daily/schema.yml"
    schema.write_text("models: [{name: daily, description: Every day.}]")
    assert project.stored("sales") is None
    assert project.prepared("sales").product("daily").output.description == "Every day."

    schema.unlink()
    assert project.stored("sales") is not None, "switching back parses nothing"
    model.unlink()
    assert project.prepared("sales").products == {}


def test_what_was_used_last_is_kept_longest(tmp_path: Path) -> None:
    store = PreparationStore(tmp_path / "sales")
    for state in ("main", "a", "b", "c"):
        store.prepare(state, lambda _: None)
        assert store.find("main")
    store.prepare("d", lambda _: None)
    assert store.find("main")
    assert store.find("a") is None


def test_what_was_stored_may_be_deleted_at_any_time(
    settings_with: Callable[..., Settings],
) -> None:
    settings = settings_with(ONE_MODEL)
    project = DbtProject(settings)
    index = project.prepared("sales")
    shutil.rmtree(settings.home)
    assert project.stored("sales") is None
    with open_run_database(settings, "again") as database:
        assert project.build(database, "sales", "daily").output_built
    assert project.stored("sales") == index


def test_the_environment_that_the_models_name_is_part_of_what_was_parsed(
    settings_with: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_with(
        {
            "models/sales/daily/daily.sql": (
                "{{ config(materialized=env_var('SALES_AS', 'table')) }} select 1 as id"
            )
        }
    )
    project = DbtProject(settings)
    assert project.prepared("sales").product("daily").output.materialized == "table"
    monkeypatch.setenv("SALES_AS", "view")
    assert DbtProject(settings).prepared("sales").product("daily").output.materialized == "view"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"models/sales/daily/daily.sql": "select {{ ref('nowhere') }}"}, "nowhere"),
        ({"models/sales/daily/daily.sql": "select {{ 1 + }}"}, r"models/sales/daily/daily\.sql"),
        (
            {**ONE_MODEL, "models/sales/daily/schema.yml": "models: [{name: [}"},
            r"sales/daily/schema\.yml",
        ),
    ],
)
def test_models_that_dbt_cannot_read_are_located_without_a_trace(
    settings_with: Callable[..., Settings], files: dict[str, str], message: str
) -> None:
    with pytest.raises(DbtModelsInvalid, match=message) as refusal:
        DbtProject(settings_with(files)).prepared("sales")
    assert "Traceback" not in str(refusal.value)


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(
            {"models/sales/daily/schema.yml": "models: [{name: dayly, data_tests: []}]"},
            id="schema names no model",
        ),
        pytest.param({"tests/sales/check.sql": "select * from {{ ref('dayly') }}"}, id="test does"),
    ],
)
def test_a_test_of_a_model_that_is_not_there_is_an_error_not_a_lost_test(
    settings_with: Callable[..., Settings], files: dict[str, str]
) -> None:
    with pytest.raises(DbtModelsInvalid, match="dayly"):
        DbtProject(settings_with({**ONE_MODEL, **files})).prepared("sales")


def test_a_folder_that_is_no_dbt_project_says_what_to_set(tmp_path: Path) -> None:
    settings = Settings(tmp_path, tmp_path, tmp_path / "nothing", "", tmp_path, "100MB", 1)
    with pytest.raises(DbtModelsInvalid, match="MESH_DBT_PROJECT"):
        DbtProject(settings).prepared("sales")


def test_two_tests_of_one_name_get_names_of_their_own(
    settings_with: Callable[..., Settings],
) -> None:
    settings = settings_with(
        {
            **ONE_MODEL,
            "models/sales/daily/schema.yml": """
                models:
                  - name: daily
                    columns:
                      - name: id
                        data_tests:
                          - not_null: {name: same}
                          - unique
                unit_tests:
                  - {name: same, model: daily, given: [], expect: {rows: [{id: 1}]}}
                """,
        }
    )
    names = [test.name for test in DbtProject(settings).prepared("sales").product("daily").tests]
    assert len(names) == len(set(names)) == 3
    assert all(name.replace("_", "").isalnum() for name in names)


def test_reading_a_stored_index_imports_neither_dbt_nor_duckdb(
    shop: DbtProject, shop_settings: Settings
) -> None:
    shop.prepared("orders")
    code = f"""
import json, sys
from pathlib import Path
from mesh_assets.compute.dbt import DbtProject
from mesh_assets.settings import Settings
paths = [Path(p) for p in {[str(shop_settings.home), str(shop_settings.dbt_project)]!r}]
settings = Settings(paths[0], paths[0], paths[1], "", paths[0], "100MB", 1)
index = DbtProject(settings).prepared("orders")
heavy = [m for m in ("dbt", "duckdb", "pyarrow", "dagster") if m in sys.modules]
print(json.dumps([sorted(index.products), heavy]))
"""
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(found.stdout) == [
        ["audited", "customer_orders", "headless", "misspelt", "trespasser"],
        [],
    ]


@pytest.mark.slow
def test_processes_that_start_together_parse_once(settings_with: Callable[..., Settings]) -> None:
    settings = settings_with(ONE_MODEL)
    code = f"""
from pathlib import Path
from mesh_assets.compute.dbt import DbtProject, engine
from mesh_assets.compute.dbt import domain_models
from mesh_assets.settings import Settings
home, project = Path({str(settings.home)!r}), Path({str(settings.dbt_project)!r})
parse = engine.parse
def counted(*arguments):
    print("parsed", flush=True)
    return parse(*arguments)
engine.parse = counted
index = DbtProject(Settings(home, home, project, "", home, "100MB", 1)).prepared("sales")
print(index.product("daily").output.name)
"""
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outputs = [process.communicate()[0].split() for process in processes]
    assert [output[-1] for output in outputs] == ["daily"] * 3
    assert sum(output.count("parsed") for output in outputs) == 1
    assert len(list((settings.home / "dbt" / "sales").iterdir())) == 2, "one preparation, one lock"


def test_a_second_partition_costs_a_fraction_of_the_first_after_a_change(
    shop: DbtProject, shop_settings: Settings
) -> None:
    def cpu_seconds(run_id: str) -> float:
        with open_run_database(shop_settings, run_id) as database:
            database.attach(
                "customer_orders", "orders", "SELECT 'a' AS order_id, 'paid' AS status, 3 AS amount"
            )
            started = time.process_time()
            shop.build(database, "orders", "customer_orders")
            return time.process_time() - started

    # What is imported once in a process is not counted with the first.
    cpu_seconds("before-the-change")
    model = shop_settings.dbt_project / "models" / "orders" / "customer_orders"
    file = next(model.glob("*.sql"))
    file.write_text(f"{file.read_text()}\n-- changed\n")
    first = cpu_seconds("first-partition")
    assert min(cpu_seconds(f"later-partition-{n}") for n in range(3)) < first / 2
