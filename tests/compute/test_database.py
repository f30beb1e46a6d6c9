import dataclasses
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from dagster_duckdb import DuckDBResource

from mesh_assets.compute.database import DatabaseInUse, RunDatabase, open_run_database
from mesh_assets.settings import Settings


@pytest.fixture
def settings(settings_with: Callable[..., Settings]) -> Settings:
    return settings_with({})


def _tables(path: str) -> list[tuple[str]]:
    with duckdb.connect(path, config={"custom_user_agent": "mesh-assets"}) as connection:
        return connection.execute("SELECT table_name FROM information_schema.tables").fetchall()


def _setting(database: RunDatabase, name: str) -> object:
    return database.connection.execute(f"SELECT current_setting('{name}')").fetchall()[0][0]


def test_a_run_works_within_its_limits_in_utc_and_downloads_nothing(settings: Settings) -> None:
    with open_run_database(settings, "limits") as database:
        assert _setting(database, "TimeZone") == "UTC"
        assert _setting(database, "threads") == 2
        assert _setting(database, "memory_limit") == "381.4 MiB"
        assert _setting(database, "autoinstall_known_extensions") is False
        assert Path(str(_setting(database, "temp_directory"))).parent == database.scratch


def test_more_than_fits_into_memory_is_spilled_below_the_scratch_folder(
    settings: Settings,
) -> None:
    small = dataclasses.replace(settings, memory_limit="60MB")
    with open_run_database(small, "spills") as database:
        database.connection.execute(
            "CREATE TABLE rows AS SELECT md5(n::VARCHAR) AS text FROM range(3_000_000) AS r (n)"
        )
        assert list(database.scratch.rglob("*.tmp")) != []
    assert not database.scratch.exists()


def test_another_connection_of_the_process_sees_the_same_data_in_utc(settings: Settings) -> None:
    with open_run_database(settings, "shared") as database:
        database.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
        other = duckdb.connect(database.path, config={"custom_user_agent": "mesh-assets"})
        with other:
            assert other.execute("SELECT id FROM memory.main.orders").fetchall() == [(1,)]
            assert other.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_a_view_is_attached_under_names_that_need_quoting_and_replaced(settings: Settings) -> None:
    with open_run_database(settings, "attach") as database:
        database.attach('or"der', "sel ect", "SELECT 1 AS id")
        database.attach('or"der', "sel ect", "SELECT 2 AS id")
        assert database.connection.execute('SELECT id FROM "or""der"."sel ect"').fetchall() == [
            (2,)
        ]


def test_when_a_run_ends_its_data_and_its_scratch_folder_are_gone(settings: Settings) -> None:
    with open_run_database(settings, "ends") as database:
        database.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
        (database.scratch / "file").touch()
    assert _tables(database.path) == []
    assert not database.scratch.exists()


def test_a_run_that_breaks_leaves_nothing_behind(settings: Settings) -> None:
    def run() -> None:
        with open_run_database(settings, "breaks") as database:
            database.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
            database.connection.execute("SELECT no_such_column")

    with pytest.raises(duckdb.BinderException):
        run()
    assert _tables(":memory:breaks/memory") == []


def test_two_runs_at_once_do_not_see_each_other(settings: Settings) -> None:
    with open_run_database(settings, "one") as one, open_run_database(settings, "two") as two:
        one.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
        assert two.connection.execute("SHOW TABLES").fetchall() == []


def test_two_runs_of_one_name_are_refused_rather_than_mixed(settings: Settings) -> None:
    with open_run_database(settings, "same") as first:
        first.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
        with (
            pytest.raises(DatabaseInUse, match="run same is already open"),
            open_run_database(settings, "same"),
        ):
            pass
        assert first.connection.execute("SELECT id FROM orders").fetchall() == [(1,)]


@pytest.mark.parametrize("run_id", ["", "a/b", "a b", "a;b", "../up"])
def test_a_run_id_that_could_leave_its_folder_is_a_defect(settings: Settings, run_id: str) -> None:
    with pytest.raises(ValueError, match="cannot name a run"), open_run_database(settings, run_id):
        pass


def test_under_dagster_the_resource_opens_the_database_and_its_errors_do_not_leak(
    settings: Settings,
) -> None:
    def connect(database: str, *, config: dict[str, str]):
        return DuckDBResource(database=database, connection_config=config).get_connection()

    def run() -> None:
        with open_run_database(settings, "dagster", connect) as database:
            assert _setting(database, "custom_user_agent") == "mesh-assets"
            database.connection.execute("CREATE TABLE orders AS SELECT 1 AS id")
            raise KeyError("the step breaks")

    with pytest.raises(KeyError):
        run()
    assert _tables(":memory:dagster/memory") == []
