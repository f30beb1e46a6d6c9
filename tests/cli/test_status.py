"""`mesh status`: the mesh at a glance, and what it says of objectives, landing files, consumers."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from click.testing import CliRunner
from small_mesh import PRODUCT, purchases, write_small_mesh

from mesh_assets.cli.main import mesh as command
from mesh_assets.cli.measures import share_words, span_words
from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.board import WAITING, PartitionState, product_status
from mesh_assets.pipeline.rollback import rollback
from mesh_assets.pipeline.run import open_run

NOON = datetime(2026, 1, 8, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """One day published, one published and then refused, one refused, one only landed."""
    mesh = write_small_mesh(tmp_path_factory.mktemp("mesh"))
    mesh.land("2026-01-04", purchases("2026-01-04", first=40))
    mesh.land("2026-01-05", purchases("2026-01-05", first=50))
    mesh.land("2026-01-06", [*purchases("2026-01-06", 2, first=60), "x", "y"])
    mesh.land("2026-01-07", purchases("2026-01-07", first=70))
    assert mesh.publish("2026-01-04").published
    assert mesh.publish("2026-01-05").published
    mesh.land("2026-01-05", purchases("2026-01-05", first=50, amount=600))
    assert not mesh.publish("2026-01-05").published
    assert not mesh.publish("2026-01-06").published
    mesh.land("2099-01-01", purchases("2026-01-07"))
    mesh.land("yesterday", purchases("2026-01-07"))
    for name, upstream in (("revenue", PRODUCT), ("report", "finance/revenue")):
        folder = mesh.settings.domains / "finance" / name
        folder.mkdir(parents=True)
        (folder.parent / "domain.yaml").write_text("name: finance\nowner: finance@company.com\n")
        (folder / "product.yaml").write_text(
            f"name: {name}\ndomain: finance\nowner: finance@company.com\nversion: 1.0.0\n"
            f"input_ports: [{{source: 'product://{upstream}', major: 1}}]\n"
        )
    return mesh


@pytest.fixture
def run(published, monkeypatch):
    for name, value in published.environment().items():
        monkeypatch.setenv(name, value)

    def invoke(*arguments):
        result = CliRunner().invoke(command, ["status", *arguments])
        assert result.exit_code == 0
        return result.output

    return invoke


def test_the_mesh_has_one_line_for_each_product(run):
    lines = run().splitlines()
    [purchased] = [line for line in lines if line.startswith(PRODUCT + " ")]
    cells = purchased.split()

    assert cells[1] == "1.0.0"
    assert cells[-5:] == ["1", "1", "1", "1", "finance/revenue"]
    assert "breached: " in purchased
    assert "of 1 h" in purchased
    assert "kept: 83.33% of 75%" in purchased
    [report] = [line for line in lines if line.startswith("finance/report ")]
    assert report.split()[1:3] == ["1.0.0", "never"]
    assert report.split()[-1] == "none"


def test_a_broken_domain_keeps_nobody_from_seeing_the_others(published, run):
    file = published.settings.domains / "finance" / "revenue" / "product.yaml"
    sound = file.read_text()
    file.write_text(sound.replace("version:", "vresion:"))
    try:
        whole, one = run(), run(PRODUCT)
    finally:
        file.write_text(sound)
    assert PRODUCT in whole
    assert f"Left out are the domains of {file}" in whole
    assert "2026-01-05" in one


def test_landing_files_that_nobody_takes_up_are_named(run):
    for shown in (run(), run(PRODUCT)):
        assert "2 landing files are left alone" in shown
        assert "2099-01-01.ndjson" in shown
        assert "yesterday.ndjson" in shown


def test_a_product_is_shown_partition_by_partition(run):
    shown = run(PRODUCT)

    assert "newest event 2026-01-05 23:59 UTC" in shown
    assert (
        "completeness: 83.33% of 12 records in the last 3 partitions; objective 75%: kept" in shown
    )
    for day, state in (
        ("04", "published"),
        ("05", "outdated"),
        ("06", "refused"),
        ("07", "arrived"),
    ):
        [line] = [line for line in shown.splitlines() if line.startswith(f"2026-01-{day}")]
        assert state in line.split()


def test_machines_get_everything(run):
    documents = {one["product"]: one for one in json.loads(run("--json"))}
    purchased = documents[PRODUCT]

    assert set(documents) == {PRODUCT, "finance/report", "finance/revenue"}
    assert purchased["consumers"] == ["finance/revenue"]
    assert purchased["all_consumers"] == ["finance/revenue", "finance/report"]
    assert purchased["freshness"]["newest_event"] == "2026-01-05T23:59:00+00:00"
    assert purchased["freshness"]["kept"] is False
    completeness = purchased["completeness"]
    assert (completeness["received"], completeness["accepted"]) == (12, 10)
    assert (completeness["objective"], completeness["kept"]) == (0.75, True)
    assert [one["file"].rpartition("/")[2] for one in purchased["unexpected_files"]] == [
        "2099-01-01.ndjson",
        "yesterday.ndjson",
    ]
    assert [one["product"] for one in json.loads(run(PRODUCT, "--json"))] == [PRODUCT]


def test_what_waits_is_counted(published):
    status = product_status(published.installation, published.product(), NOON)

    assert status.count(*WAITING) == 1
    assert status.count(PartitionState.PUBLISHED, PartitionState.OUTDATED) == 2
    assert status.freshness.age.total_seconds() == (2 * 24 + 12) * 3600 + 60


def test_a_whole_product_is_as_fresh_as_its_last_publication(small_mesh):
    small_mesh.rewrite(
        "product.yaml", "partitions: {by: created_at, every: day, start: 2026-01-01}\n", ""
    )
    small_mesh.land("all", purchases("2026-01-05"))
    product = small_mesh.product()
    attempt = attempt_publication(small_mesh.installation, product, None)
    at = attempt.publication.published_at
    freshness = product_status(small_mesh.installation, product, at).freshness

    assert (freshness.newest_event, freshness.last_publication) == (None, at)
    assert freshness.age.total_seconds() == 0
    assert freshness.kept is True


def test_a_rollback_makes_a_product_as_old_as_what_shows_again(small_mesh):
    for day in ("2026-01-05", "2026-01-06"):
        small_mesh.land(day, purchases(day, first=int(day[-1]) * 10))
        small_mesh.publish(day)
    product = small_mesh.product()
    partition = small_mesh.partition("2026-01-06")
    with open_run(small_mesh.installation, product, partition) as opened:
        rollback(opened)
    freshness = product_status(small_mesh.installation, product, NOON).freshness

    assert freshness.newest_event == datetime(2026, 1, 5, 23, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(0, "0 s"), (90, "1.5 min"), (5400, "1.5 h"), (864_000, "10 d")],
)
def test_a_span_is_told_in_its_largest_unit(seconds, written):
    assert span_words(timedelta(seconds=seconds)) == written


@pytest.mark.parametrize(
    ("share", "written"),
    [("1", "100%"), ("0.99999", "99.99%"), ("0.999", "99.9%"), ("0.1", "10%"), ("0", "0%")],
)
def test_a_share_is_never_told_better_than_it_is(share, written):
    assert share_words(Decimal(share)) == written
