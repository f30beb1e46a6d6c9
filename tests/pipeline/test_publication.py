"""The six verbs on a real product: what is published, what is refused, and what stays as it was."""

import json

from small_mesh import purchases

from mesh_assets.pipeline.board import PartitionState, product_status
from mesh_assets.pipeline.dead_letter_box import read_dead_letters
from mesh_assets.pipeline.query import query_published

ALL = "select id, amount from orders.purchases order by id"


def rows(mesh, sql=ALL):
    return query_published(mesh.installation, sql).rows


def state(mesh):
    status = product_status(mesh.installation, mesh.product())
    return {one.partition: one.state for one in status.partitions}


def test_a_sound_day_is_published_with_its_evidence(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    attempt = small_mesh.publish("2026-01-05")
    assert attempt.published, attempt.reasons
    assert rows(small_mesh, "select count(*) from orders.purchases") == [(4,)]
    told = attempt.publication.evidence
    assert told["mesh.product"] == "orders/purchases"
    assert told["mesh.received"] == "4"
    assert told["mesh.rows"] == "4"
    assert told["mesh.newest-event"] == "2026-01-05T23:59:00+00:00"
    gates = json.loads(told["mesh.gates"]).keys()
    assert gates == {"completeness", "contract", "soda", "dbt", "volume"}
    assert {told[f"mesh.gate.{gate}"].split(",")[0] for gate in gates} == {"passed"}


def test_received_is_accepted_plus_dead_lettered(small_mesh):
    broken = [*purchases("2026-01-05"), "{not json", {"id": "p9", "amount": "7"}]
    small_mesh.rewrite("product.yaml", "75%", "50%")
    small_mesh.land("2026-01-05", broken)
    attempt = small_mesh.publish("2026-01-05")
    [record] = [ingest.record for ingest in attempt.ingests]
    assert (record.received, record.accepted, record.dead_lettered) == (6, 4, 2)
    letters = read_dead_letters(small_mesh.installation, small_mesh.product())
    assert [letter.line for letter in letters] == [5, 6]
    assert letters[0].rules == ("not_json",)
    assert {"amount.type", "created_at.required"} <= set(letters[1].rules)
    assert letters[0].record == "{not json"


def test_a_day_below_the_completeness_slo_is_refused_before_it_is_built(small_mesh):
    small_mesh.land("2026-01-05", [*purchases("2026-01-05", 2), "x", "y"])
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert attempt.built is None
    assert "completeness" in attempt.reasons[0]
    assert len(read_dead_letters(small_mesh.installation, small_mesh.product())) == 2


def test_soda_refuses_and_the_table_stays_as_it_was(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.publish("2026-01-05")
    before = rows(small_mesh)
    location = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=600))
    attempt = small_mesh.publish("2026-01-05")
    assert [reason for reason in attempt.reasons if not reason.startswith("soda")] == []
    assert attempt.reasons
    assert rows(small_mesh) == before
    after = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    assert after == location
    assert state(small_mesh) == {"2026-01-05": PartitionState.OUTDATED}


def test_a_dbt_test_refuses(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=13))
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert all(reason.startswith("dbt") for reason in attempt.reasons), attempt.reasons
    assert state(small_mesh) == {"2026-01-05": PartitionState.REFUSED}


def test_the_contract_refuses_a_key_that_another_partition_has(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06"))
    assert small_mesh.publish("2026-01-05").published
    attempt = small_mesh.publish("2026-01-06")
    assert not attempt.published
    assert all(reason.startswith("contract") for reason in attempt.reasons), attempt.reasons


def test_a_corrected_delivery_replaces_its_partition_and_nothing_else(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    small_mesh.publish("2026-01-05")
    small_mesh.publish("2026-01-06")
    small_mesh.land("2026-01-05", purchases("2026-01-05", amount=40))
    assert small_mesh.publish("2026-01-05").published
    by_day = "select created_at::date, sum(amount) from orders.purchases group by 1 order by 1"
    assert [float(total) for _, total in rows(small_mesh, by_day)] == [
        40 + 41 + 42 + 43,
        20 + 21 + 22 + 23,
    ]


def test_publishing_again_changes_nothing(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    first = small_mesh.publish("2026-01-05")
    before = rows(small_mesh)
    second = small_mesh.publish("2026-01-05")
    assert second.published
    assert rows(small_mesh) == before
    digests = {a.publication.evidence["mesh.content-digest"] for a in (first, second)}
    assert len(digests) == 1


def test_nothing_arrived_is_said_with_what_is_there(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    attempt = small_mesh.publish("2026-01-07")
    assert not attempt.published
    assert "nothing has arrived for partition 2026-01-07" in attempt.reasons[0]
    assert "2026-01-05" in attempt.reasons[0]


def test_a_file_that_is_not_json_at_all_is_refused_by_name(small_mesh):
    folder = small_mesh.settings.home / "landing" / "purchases"
    folder.mkdir(parents=True)
    (folder / "2026-01-05.ndjson").write_bytes(bytes(range(256)) * 50)
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert "2026-01-05.ndjson" in attempt.reasons[0]


def test_an_empty_file_is_zero_rows(small_mesh):
    small_mesh.land("2026-01-05", [])
    attempt = small_mesh.publish("2026-01-05")
    [record] = [ingest.record for ingest in attempt.ingests]
    assert (record.received, record.accepted) == (0, 0)


def test_a_contract_that_names_a_column_which_the_model_lacks_is_refused(small_mesh):
    small_mesh.rewrite(
        "contract.odcs.yaml",
        "      - {name: email,",
        "      - {name: coupon, logicalType: string}\n      - {name: email,",
    )
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert "coupon" in attempt.reasons[0]


def test_a_model_that_does_not_run_is_refused_with_its_file(small_mesh):
    (small_mesh.models / "purchases.sql").write_text("select nonsense from nowhere")
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert "purchases.sql" in attempt.reasons[0]


def test_a_missing_verdict_is_a_refusal(small_mesh):
    """Great Expectations is required by the spec, and nothing gives its verdict."""
    small_mesh.rewrite(
        "product.yaml",
        "  - {tool: dbt}\n",
        "  - {tool: dbt}\n  - {tool: great_expectations, suite: suite}\n",
    )
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    attempt = small_mesh.publish("2026-01-05")
    assert not attempt.published
    assert "great_expectations" in " ".join(attempt.reasons)


def test_a_new_nullable_column_appears_with_the_publication(small_mesh):
    small_mesh.land("2026-01-05", purchases("2026-01-05"))
    small_mesh.publish("2026-01-05")
    small_mesh.rewrite(
        "contract.odcs.yaml",
        "      - {name: created_at,",
        "      - {name: channel, logicalType: string}\n      - {name: created_at,",
    )
    (small_mesh.models / "purchases.sql").write_text(
        "select id, amount::decimal(18, 2) as amount, email, created_at, 'web' as channel "
        "from {{ source('purchases', 'landed') }}"
    )
    small_mesh.land("2026-01-06", purchases("2026-01-06", first=100))
    assert small_mesh.publish("2026-01-06").published
    by_channel = "select channel, count(*) from orders.purchases group by 1 order by 1"
    assert rows(small_mesh, by_channel) == [("web", 4), (None, 4)]
