"""The end of a major version: notices to who reads it, its sunset, and its retirement."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from consumers import BY_DAY, add_consumer
from major_versions import SUNSET, move_to_major_2
from small_mesh import purchases

from mesh_assets.cli.main import mesh as command_line
from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.query import QueryFailed, query_published
from mesh_assets.pipeline.retirement import StillNeeded, UnknownMajor, find_major, retire
from mesh_assets.pipeline.validation.examination import problems_of
from mesh_assets.product.mesh import load_mesh

V1, V2 = "orders/purchases-v1", "orders/purchases"
DAY, NEXT = "2026-01-05", "2026-01-06"
BEFORE, AFTER = datetime(2098, 12, 31, 23, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
NOTICE = f"{V2} v1 is deprecated, and published until its sunset on {SUNSET}: move to a newer major"
ENDED = f"was published until its sunset on {SUNSET}"


def attempt(mesh, identifier, now=BEFORE, day=DAY):
    product = load_mesh(mesh.settings.domains).product(identifier)
    partition = product.partitions.partition(day)
    return attempt_publication(mesh.installation, product, partition, now=now)


def publish(mesh, identifier, **words):
    made = attempt(mesh, identifier, **words)
    assert made.published, made.reasons
    return made


@pytest.fixture
def deprecated(small_mesh):
    """Both majors are published, and the older one has a consumer."""
    for day in (DAY, NEXT):
        small_mesh.land(day, purchases(day, first=100 * int(day[-2:])))
    move_to_major_2(small_mesh)
    add_consumer(small_mesh, "daily")
    for identifier in (V2, V1):
        publish(small_mesh, identifier)
    return small_mesh


def newcomer(mesh):
    add_consumer(mesh, "late", model=BY_DAY.replace("daily", "late"), domain="marketing")
    return "marketing/late"


def test_consumers_of_a_deprecated_version_are_told_in_their_own_run(deprecated):
    told = publish(deprecated, "finance/daily")
    assert [list(each.record.notices) for each in told.ingests] == [[NOTICE]]
    [read] = json.loads(told.publication.evidence["mesh.inputs"])
    assert read["notices"] == [NOTICE]
    mesh = load_mesh(deprecated.settings.domains)
    board = {
        each.identifier: product_status(deprecated.installation, each, BEFORE)
        for each in mesh.products
    }
    assert board["finance/daily"].notices == (f"reads {NOTICE}",)
    assert board[V1].notices == (f"it {NOTICE.removeprefix(f'{V2} v1 ')}",)
    assert board[V2].notices == ()
    own = deprecated.installation.ledger.latest_publications(V1)[0].evidence
    assert json.loads(own["mesh.lifecycle"])["sunset"] == SUNSET


@pytest.mark.slow
def test_a_consumer_is_told_without_a_sound_spec_of_the_other(deprecated):
    product = load_mesh(deprecated.settings.domains).product("finance/daily")
    deprecated.rewrite("product.yaml", "version: 2.0.0", "version: two")
    made = attempt_publication(
        deprecated.installation, product, product.partitions.partition(DAY), now=BEFORE
    )
    assert made.published
    assert list(made.ingests[0].record.notices) == [NOTICE]


def test_after_the_sunset_nothing_is_published_and_no_consumer_is_taken_on(deprecated):
    publish(deprecated, "finance/daily")
    publish(deprecated, V2, day=NEXT, now=AFTER)
    [reason] = attempt(deprecated, V1, day=NEXT, now=AFTER).reasons
    assert reason.startswith(f"{V1} 1.1.0 {ENDED}")
    [refusal] = deprecated.installation.ledger.latest_refusals(V1)
    assert refusal.reasons == [reason]

    told = publish(deprecated, "finance/daily", now=AFTER)
    assert ENDED in told.ingests[0].record.notices[0]
    [reason] = attempt(deprecated, newcomer(deprecated), now=AFTER).reasons
    assert "takes on no consumer that has never read it" in reason
    assert ENDED in reason


@pytest.mark.slow
def test_who_read_the_version_before_the_move_is_no_new_consumer(small_mesh):
    small_mesh.land(DAY, purchases(DAY))
    add_consumer(small_mesh, "daily")
    publish(small_mesh, V2)
    publish(small_mesh, "finance/daily")
    move_to_major_2(small_mesh)
    publish(small_mesh, V2)
    publish(small_mesh, "finance/daily", now=AFTER)


@pytest.mark.slow
def test_a_new_consumer_of_an_ended_version_is_refused_before_anything_runs(deprecated):
    publish(deprecated, "finance/daily")
    newcomer(deprecated)
    assert problems_of([deprecated.settings.domains], deprecated.settings) == []
    end(deprecated)
    [found] = problems_of([deprecated.settings.domains], deprecated.settings)
    assert found.file == deprecated.settings.domains / "marketing" / "late" / "product.yaml"
    assert found.path == "input_ports[0: purchases].major"
    assert "orders/purchases v1 takes on no consumer that has never read it" in found.message


def end(mesh, sunset="2026-02-01"):
    mesh.rewrite("product.yaml", SUNSET, sunset)


def test_a_version_is_retired_when_nobody_consumes_it_any_more(deprecated):
    mesh = load_mesh(deprecated.settings.domains)
    installation, v1 = deprecated.installation, find_major(mesh, V2, 1)
    with pytest.raises(StillNeeded) as refused:
        retire(installation, mesh, v1, BEFORE)
    assert f"its sunset is on {SUNSET}" in str(refused.value)
    assert "finance/daily consumes it" in str(refused.value)
    with pytest.raises(StillNeeded, match="finance/daily consumes it"):
        retire(installation, mesh, v1, AFTER)

    spec = deprecated.settings.domains / "finance" / "daily" / "product.yaml"
    spec.write_text(spec.read_text().replace("major: 1", "major: 2"))
    mesh = load_mesh(deprecated.settings.domains)
    record = retire(installation, mesh, v1, AFTER)
    assert record.table_name == "archive.orders_purchases_v1"
    assert retire(installation, mesh, v1, AFTER) == record
    archived = query_published(installation, f"select count(*) from {record.table_name}")
    assert archived.rows == [(4,)]
    with pytest.raises(QueryFailed, match="purchases_v1"):
        query_published(installation, "from orders.purchases_v1")
    [kept] = installation.ledger.latest_publications(V1)
    assert kept.table_name == record.table_name
    [reason] = attempt(deprecated, V1).reasons
    assert reason == f"{V1} is retired: it is archived as {record.table_name}"


def test_only_a_major_that_is_declared_can_be_retired(deprecated):
    mesh = load_mesh(deprecated.settings.domains)
    with pytest.raises(UnknownMajor, match="declares no major 3: its majors are 2, 1"):
        find_major(mesh, V2, 3)
    with pytest.raises(StillNeeded, match="it is active: it is not deprecated"):
        retire(deprecated.installation, mesh, find_major(mesh, V2, 2), AFTER)


@pytest.fixture
def run(deprecated, monkeypatch):
    for name, value in deprecated.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("DAGSTER_HOME", "")

    def invoke(*arguments):
        return CliRunner().invoke(command_line, arguments)

    return invoke


@pytest.mark.slow
def test_the_command_line_tells_what_ends(deprecated, run):
    published = run("publish", "finance/daily", "--partition", DAY)
    assert f"warning: {NOTICE}" in published.output
    assert f"finance/daily: reads {NOTICE}" in run("status").output
    assert "it is deprecated" in run("status", V1).output
    told = {each["product"]: each for each in json.loads(run("status", "--json").output)}
    assert told[V1]["lifecycle"]["sunset"] == SUNSET
    assert told["finance/daily"]["notices"] == [f"reads {NOTICE}"]

    refused = run("retire", V2, "--major", "1")
    assert refused.exit_code != 0
    assert "finance/daily consumes it" in str(refused.exception)
    spec = deprecated.settings.domains / "finance" / "daily" / "product.yaml"
    spec.write_text(spec.read_text().replace("major: 1", "major: 2"))
    end(deprecated)
    told = json.loads(run("retire", V2, "--major", "1", "--json").output)
    assert (told["product"], told["table"]) == (V1, "archive.orders_purchases_v1")
    evidence = run("evidence", V1, "--partition", DAY)
    assert "1.1.0" in evidence.output
    planned = json.loads(run("plan", "--json").output)
    assert V1 not in {each["product"] for each in planned["products"]}
