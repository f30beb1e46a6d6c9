"""`mesh plan`: the declarations against what is published."""

import json
import shutil

import pytest
from agreements import add_contract
from click.testing import CliRunner
from consumers import add_consumer as add_reader
from small_mesh import PRODUCT, purchases, write_small_mesh

from mesh_assets.cli.main import mesh as command
from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.planning.plan import Action, plan_mesh
from mesh_assets.pipeline.rollback import rollback
from mesh_assets.pipeline.run import open_run
from mesh_assets.product.mesh import load_mesh

DAYS = ("2026-01-05", "2026-01-06")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A mesh of which two days are published."""
    mesh = write_small_mesh(tmp_path_factory.mktemp("mesh"))
    for number, day in enumerate(DAYS):
        mesh.land(day, purchases(day, first=1 + 10 * number))
        assert mesh.publish(day).published
    return mesh


@pytest.fixture
def mesh(published, tmp_path):
    """The same mesh; what a test writes into its declarations is taken back afterwards."""
    kept = {
        folder: shutil.copytree(folder, tmp_path / folder.name)
        for folder in (published.settings.domains, published.settings.dbt_project)
    }
    yield published
    for folder, copy in kept.items():
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)


def plan(mesh):
    return plan_mesh(mesh.installation, load_mesh(mesh.settings.domains))


def the_change(mesh):
    [planned] = [one for one in plan(mesh).products if one.product == PRODUCT]
    return planned


def add_consumer(mesh, identifier, upstream, major=1):
    domain, name = identifier.split("/")
    folder = mesh.settings.domains / domain / name
    folder.mkdir(parents=True)
    (folder.parent / "domain.yaml").write_text(f"name: {domain}\nowner: {domain}@company.com\n")
    (folder / "product.yaml").write_text(
        f"name: {name}\ndomain: {domain}\nowner: {domain}@company.com\nversion: 1.0.0\n"
        f"input_ports: [{{source: 'product://{upstream}', major: {major}}}]\n"
    )


def move(mesh, old, new):
    for name in ("product.yaml", "contract.odcs.yaml"):
        mesh.rewrite(name, f"version: {old}", f"version: {new}")


def test_nothing_changed_is_an_empty_plan(mesh):
    assert plan(mesh).products == ()


@pytest.mark.parametrize("version", ["0.9.9", "1.0.0-rc.1"])
def test_a_version_that_goes_back_is_refused(mesh, version):
    move(mesh, "1.0.0", version)

    assert plan(mesh).refusals == (
        f"{PRODUCT} goes back from 1.0.0 to {version}: write a version above 1.0.0",
    )


def test_words_for_people_are_a_change_that_rebuilds_nothing(mesh):
    mesh.rewrite("product.yaml", "Purchases of the shop.", "What was bought.")
    mesh.rewrite("contract.odcs.yaml", "status: active", "status: active\nname: Purchases")

    planned = the_change(mesh)
    assert [change.message for change in planned.changes] == ["`description` says something else"]
    assert planned.rebuilds.partitions == ()
    assert planned.refusal is None


def test_an_optional_column_is_compatible_and_rebuilds_every_partition(mesh):
    mesh.rewrite(
        "contract.odcs.yaml",
        "      - {name: created_at",
        "      - {name: shop, logicalType: string}\n      - {name: created_at",
    )
    planned = the_change(mesh)

    assert planned.action is Action.CHANGE
    assert [(change.message, change.breaks) for change in planned.changes] == [
        ("`shop` is new and optional", False)
    ]
    assert planned.rebuilds.partitions == DAYS
    assert planned.rebuilds.reasons == ("the contract",)
    assert planned.refusal is None


def test_a_removed_column_needs_a_new_major_version(mesh):
    add_consumer(mesh, "finance/revenue", PRODUCT)
    add_consumer(mesh, "board/report", "finance/revenue")
    mesh.rewrite(
        "contract.odcs.yaml",
        "      - {name: email, logicalType: string, classification: pii}\n",
        "",
    )
    planned = the_change(mesh)

    assert ("`email` is removed", True) in [(one.message, one.breaks) for one in planned.changes]
    assert planned.refusal == (
        "orders/purchases 1.0.0 breaks what consumers read of 1.0.0: take the breaking changes "
        "back, or write `version: 2.0.0`"
    )
    assert planned.consumers == ("finance/revenue", "board/report")

    move(mesh, "1.0.0", "1.1.0")
    assert the_change(mesh).refusal is not None

    move(mesh, "1.1.0", "2.0.0")
    planned = the_change(mesh)
    assert planned.refusal is None
    assert (planned.published, planned.version) == ("1.0.0", "2.0.0")
    assert planned.left_behind == ("finance/revenue",)


@pytest.mark.parametrize(
    ("old", "new", "message", "breaks"),
    [
        (
            "freshness: 1h",
            "freshness: 30m",
            "the SLO for freshness is tightened from 1h to 30m",
            True,
        ),
        (
            "freshness: 1h",
            "freshness: 2h",
            "the SLO for freshness is loosened from 1h to 2h",
            False,
        ),
        (
            "completeness: 75%",
            "completeness: 80%",
            "the SLO for completeness is tightened from 75% to 80%",
            True,
        ),
        (", completeness: 75%", "", "the SLO for completeness, 75%, is no longer promised", False),
        ("75%}", "75%, accuracy: 99%}", "the SLO for accuracy is new: 99%", False),
        (
            "  - {type: sql, format: Iceberg table}",
            "  - {type: sql, format: Iceberg table}\n  - {type: stream}",
            "the output port `stream` is new",
            False,
        ),
        (
            "{type: sql, format",
            "{type: sql, name: table, format",
            "the output port `sql` is removed",
            True,
        ),
        (
            "format: Iceberg",
            "format: Delta Lake",
            "the output port `sql` is read in another way",
            True,
        ),
        (
            "every: day",
            "every: month",
            "it is partitioned by month of `created_at`",
            True,
        ),
        (
            "start: 2026-01-01",
            "start: 2025-01-01",
            "the first partition is that of 2025-01-01, and was 2026-01-01",
            False,
        ),
        (
            "refresh: hourly",
            "refresh: daily",
            "the input port `landed` is declared otherwise",
            False,
        ),
    ],
)
def test_a_change_of_the_spec(mesh, old, new, message, breaks):
    mesh.rewrite("product.yaml", old, new)
    planned = the_change(mesh)

    [change] = [change for change in planned.changes if change.message.startswith(message)]
    assert change.breaks is breaks
    assert (planned.refusal is not None) is breaks


def test_other_models_rebuild_and_only_what_they_did_not_build(mesh):
    model = mesh.models / "purchases.sql"
    model.write_text(model.read_text().replace("amount::decimal", "(amount + 1)::decimal"))

    planned = the_change(mesh)
    assert (planned.changes, planned.rebuilds.partitions) == ((), DAYS)
    assert planned.rebuilds.reasons == ("the models",)

    assert mesh.publish(DAYS[0]).published
    assert the_change(mesh).rebuilds.partitions == DAYS[1:]
    # What a rollback brings back was built by the older models.
    with open_run(mesh.installation, mesh.product(), mesh.partition(DAYS[0])) as run:
        rollback(run)
    assert the_change(mesh).rebuilds.partitions == DAYS


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("soda.yml", "max(amount) <= 500", "max(amount) <= 400"),
        ("purchase.v1.json", '"minimum": 0', '"minimum": 1'),
    ],
)
def test_another_gate_judges_every_partition_again(mesh, name, old, new):
    mesh.rewrite(name, old, new)
    planned = the_change(mesh)

    assert [change.message for change in planned.changes] == [f"`{name}` says something else"]
    assert planned.rebuilds.partitions == DAYS
    assert planned.rebuilds.reasons == (f"`{name}`",)
    assert planned.refusal is None


def test_another_dbt_test_judges_every_partition_again(mesh):
    test = mesh.settings.dbt_project / "tests" / "generic" / "no_bad_luck.sql"
    test.write_text(test.read_text().replace("amount = 13", "amount in (4, 13)"))
    assert the_change(mesh).rebuilds.reasons == ("the models",)


def test_a_comment_in_a_gate_changes_nothing(mesh):
    mesh.rewrite("soda.yml", "checks for purchases:", "# Money\nchecks for purchases:")
    assert plan(mesh).products == ()


def test_a_product_that_was_never_published_is_added(mesh):
    add_consumer(mesh, "finance/revenue", PRODUCT)
    [planned] = plan(mesh).products

    assert (planned.product, planned.action) == ("finance/revenue", Action.ADD)
    assert (planned.published, planned.version) == (None, "1.0.0")


def test_a_product_is_not_removed_while_others_read_it(mesh):
    add_consumer(mesh, "finance/revenue", PRODUCT)
    add_consumer(mesh, "board/report", "finance/revenue")
    shutil.rmtree(mesh.product_folder)
    found = plan(mesh)

    [planned] = [one for one in found.products if one.action is Action.REMOVE]
    assert planned.product == PRODUCT
    assert planned.consumers == ("finance/revenue", "board/report")
    [refusal] = found.refusals
    assert refusal == (
        "orders/purchases is gone, and finance/revenue still reads it: remove the input port "
        "or the consumer contract there first"
    )


def test_a_product_that_nobody_reads_may_go(mesh):
    shutil.rmtree(mesh.product_folder)
    found = plan(mesh)

    assert [(one.product, one.action) for one in found.products] == [(PRODUCT, Action.REMOVE)]
    assert found.refusals == ()


@pytest.fixture
def run(mesh, monkeypatch):
    for name, value in mesh.environment().items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(command, ["plan", *arguments])


def test_the_command_says_that_there_is_nothing_to_do(run):
    ended = run()

    assert ended.exit_code == 0
    assert ended.output.endswith("there is nothing to do.\n")


def test_the_command_ends_with_one_where_a_change_is_refused(mesh, run):
    add_consumer(mesh, "finance/revenue", PRODUCT)
    mesh.rewrite("contract.odcs.yaml", "maximum: 1000", "maximum: 900")
    ended = run()

    assert ended.exit_code == 1
    assert (
        ended.output
        == """\
+ finance/revenue 1.0.0, nothing is published yet

~ orders/purchases 1.0.0
    ! the rule `amount.maximum` is narrower: 900, and was 1000 (breaks the producer)
    `amount` is used by
        finance/revenue (revenue) to choose rows; every column counts as used by revenue, which \
cannot be followed: it has no dbt model
    rebuilds 2 partitions (2026-01-05 to 2026-01-06): the contract changed
    consumers: finance/revenue

1 to add, 1 to change, 0 to remove; 2 partitions to rebuild
refused: orders/purchases 1.0.0 breaks what consumers read of 1.0.0: take the breaking changes \
back, or write `version: 2.0.0`
"""
    )


def test_the_command_names_models_columns_and_people(mesh, run):
    model = "select created_at as day, cast(amount as bigint) as purchases from "
    add_reader(mesh, "daily", model=model + "{{ source('daily', 'purchases') }}")
    add_contract(mesh, "finance", "cashiers", PRODUCT, "amount")
    mesh.rewrite("contract.odcs.yaml", "      - name: amount\n", "      - name: total\n")
    ended = run()

    assert (
        "    `amount` is used by\n"
        "        finance/daily (daily) for purchases\n"
        "        cashiers@company.com for amount of orders/purchases: To know what is sold "
        "(contract finance/cashiers, accepts major 1)\n"
    ) in ended.output
    [change] = [
        one for one in json.loads(run("--json").output)["products"] if one["action"] == "change"
    ]
    [impact] = change["impacts"]
    assert (impact["column"], impact["products"][0]["product"]) == ("amount", "finance/daily")


def test_machines_get_json(mesh, run):
    shutil.rmtree(mesh.product_folder)
    document = json.loads(run("--json").output)

    assert document["refused"] is False
    [planned] = document["products"]
    assert (planned["product"], planned["action"]) == (PRODUCT, "remove")


def test_a_whole_table_is_one_partition(tmp_path):
    mesh = write_small_mesh(tmp_path)
    spec = "partitions: {by: created_at, every: day, start: 2026-01-01}\n"
    mesh.rewrite("product.yaml", spec, "")
    mesh.land("all", purchases("2026-01-05"))
    assert attempt_publication(mesh.installation, mesh.product(), None).published
    mesh.rewrite("product.yaml", "  - {tool: volume}\n", "")

    assert the_change(mesh).rebuilds.partitions == ("",)
