"""The commands around publication, as a person uses them."""

import json

import dagster as dg
import pytest
from click.testing import CliRunner
from small_mesh import PRODUCT, purchases

from mesh_assets.cli.main import mesh
from mesh_assets.errors import MeshError


@pytest.fixture
def run(small_mesh, monkeypatch):
    """Run one command in this mesh; what a user did wrong is raised."""
    for name, value in small_mesh.environment().items():
        monkeypatch.setenv(name, value)
    # Restored after the test, because the commands point Dagster at the mesh's own home.
    monkeypatch.setenv("DAGSTER_HOME", "")

    def invoke(*arguments):
        result = CliRunner().invoke(mesh, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke


def test_a_range_publishes_the_good_days_and_names_the_bad_one(small_mesh, run):
    for day, amount in ((5, 20), (6, 600), (7, 20)):
        date = f"2026-01-0{day}"
        small_mesh.land(date, purchases(date, first=100 * day, amount=amount))
    result = run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-07")
    assert result.exit_code == 1
    assert "1 of 3 partitions not published: 2026-01-06" in result.output
    assert "soda: max_amount failed" in result.output
    counted = run("query", "select count(*) as n from orders.purchases", "--format", "json")
    assert json.loads(counted.output) == [{"n": 8}]


def test_earlier_days_are_published_again_with_rows_that_came_late(small_mesh, run):
    small_mesh.rewrite("product.yaml", "refresh: hourly", "refresh: hourly\n    lateness: 3d")
    for day in (5, 6):
        date = f"2026-01-0{day}"
        small_mesh.land(date, purchases(date, first=100 * day))
    run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-06")
    late = [*purchases("2026-01-05", 1, first=1), *purchases("2026-01-06", 2, first=2)]
    for day in (7, 8):
        date = f"2026-01-0{day}"
        rows = purchases(date, first=100 * day)
        small_mesh.land(date, rows + [row | {"id": f"{row['id']}{day}"} for row in late])
    result = run("publish", PRODUCT, "--partition", "2026-01-07..2026-01-08")
    assert result.exit_code == 0
    assert result.output.count("published again") == 2
    assert "rows of 2026-01-05 came late with 2026-01-07, 2026-01-08" in result.output
    by_day = "select created_at::date::text as d, count(*) as n from orders.purchases group by 1"
    counted = json.loads(run("query", by_day, "--format", "json").output)
    assert {row["d"]: row["n"] for row in counted} == {
        "2026-01-05": 6,
        "2026-01-06": 8,
        "2026-01-07": 4,
        "2026-01-08": 4,
    }
    with dg.DagsterInstance.from_config(str(small_mesh.settings.dagster_home)) as instance:
        key = dg.AssetCheckKey(dg.AssetKey(["orders", "purchases", "landed"]), "accepted")
        [record] = instance.event_log_storage.get_asset_check_execution_history(key, limit=1)
        assert record.status.value == "SUCCEEDED"


def test_what_was_published_is_in_the_dagster_instance(small_mesh, run):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    assert run("publish", PRODUCT, "--partition", "2026-01-05").exit_code == 0
    with dg.DagsterInstance.from_config(str(small_mesh.settings.dagster_home)) as instance:
        published = instance.get_materialized_partitions(dg.AssetKey(["orders", "purchases"]))
        assert published == {"2026-01-05"}
        [recorded] = instance.get_runs()
    told = json.loads(run("evidence", PRODUCT, "--partition", "2026-01-05", "--json").output)
    assert told["mesh.run-id"] == recorded.run_id


def test_status_shows_every_state(small_mesh, run):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", [*purchases("2026-01-06", 2, first=50), "x", "y"])
    run("publish", PRODUCT, "--partition", "2026-01-05..2026-01-06")
    [product] = json.loads(run("status", "--json").output)
    assert [(p["partition"], p["state"]) for p in product["partitions"]] == [
        ("2026-01-05", "published"),
        ("2026-01-06", "refused"),
    ]
    assert product["freshness"]["kept"] is False
    board = run("status", PRODUCT).output
    assert "completeness" in board
    assert "newest event 2026-01-05 23:59 UTC" in board


def test_dead_letters_tell_line_rules_and_record(small_mesh, run):
    small_mesh.land("2026-01-05", [*purchases("2026-01-05", 3), '{"id": "bad"}'])
    run("publish", PRODUCT, "--partition", "2026-01-05")
    [letter] = [
        json.loads(line) for line in run("dead-letters", PRODUCT, "--json").output.splitlines()
    ]
    assert letter["line"] == 4
    assert letter["record"] == '{"id": "bad"}'
    assert {"id.pattern", "amount.required", "created_at.required"} <= set(letter["rules"])
    assert "id.pattern" in run("dead-letters", PRODUCT).output


def test_evidence_shows_every_gate(small_mesh, run):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    run("publish", PRODUCT, "--partition", "2026-01-05")
    shown = run("evidence", PRODUCT, "--partition", "2026-01-05").output
    for gate in ("completeness", "contract", "soda", "dbt", "volume"):
        assert f"gate.{gate}" in shown


def test_a_day_outside_the_calendar_names_the_files_that_wait_for_it(small_mesh, run):
    small_mesh.land("2025-12-31", purchases("2025-12-31"))
    small_mesh.land("2999-01-01", purchases("2999-01-01"))
    for day, reason in (("2025-12-31", "before the first"), ("2999-01-01", "lies in the future")):
        with pytest.raises(MeshError, match=reason) as caught:
            run("publish", PRODUCT, "--partition", day)
        assert "2 landing files are left alone: 2025-12-31.ndjson" in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["publish", "orders/purchase", "--partition", "2026-01-05"], "did you mean"),
        (["publish", PRODUCT, "--partition", "2026-13-01"], "2026-13-01"),
        (
            ["publish", PRODUCT, "--partition", "2025-12-31"],
            "before the first partition, 2026-01-01",
        ),
        (["publish", PRODUCT, "--partition", "2026-01-07..2026-01-05"], "ends before it begins"),
        (["evidence", PRODUCT, "--partition", "2026-01-05"], "no table"),
        (["query", "select * from orders.purchase"], "not a published table"),
        (["query", "drop table orders.purchases"], ""),
    ],
)
def test_a_mistake_is_a_message(run, arguments, message):
    with pytest.raises(MeshError) as caught:
        run(*arguments)
    assert message in str(caught.value)
    assert "Traceback" not in str(caught.value)


def test_a_broken_product_stops_no_other(small_mesh, run):
    broken = small_mesh.settings.domains / "finance" / "revenue"
    broken.mkdir(parents=True)
    (broken / "product.yaml").write_text("nonsense: true\n")
    small_mesh.land("2026-01-05", purchases("2026-01-05"))

    assert run("publish", PRODUCT, "--partition", "2026-01-05").exit_code == 0
    assert "gate.soda" in run("evidence", PRODUCT, "--partition", "2026-01-05").output


def test_a_partition_must_be_named(run):
    result = run("publish", PRODUCT)
    assert result.exit_code == 2
    assert "--partition" in result.output


def test_internal_tables_are_not_for_consumers(small_mesh, run):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    run("publish", PRODUCT, "--partition", "2026-01-05")
    with pytest.raises(MeshError, match="not a published table"):
        run("query", "select * from orders.purchases__landed")


def test_a_publication_is_rolled_back_and_the_one_before_shows_again(small_mesh, run):
    for amount in (20, 40):
        small_mesh.land("2026-01-05", purchases("2026-01-05", amount=amount))
        run("publish", PRODUCT, "--partition", "2026-01-05")
    run("rollback", PRODUCT, "--partition", "2026-01-05")
    least = ("query", "select min(amount)::int as least from orders.purchases", "--format", "json")
    assert json.loads(run(*least).output) == [{"least": 20}]
    run("rollback", PRODUCT, "--partition", "2026-01-05")
    assert json.loads(run(*least).output) == [{"least": None}]
    assert "rolled back" in run("status", PRODUCT).output
    with pytest.raises(MeshError, match="no publication that could be taken back"):
        run("rollback", PRODUCT, "--partition", "2026-01-05")


def test_a_range_cannot_be_rolled_back_at_once(run):
    result = run("rollback", PRODUCT, "--partition", "2026-01-05..2026-01-06")
    assert result.exit_code == 2
