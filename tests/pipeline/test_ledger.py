"""The ledger's records: newest wins, nothing is doubled, two processes may write."""

from dataclasses import replace
from datetime import timedelta
from multiprocessing import get_context

import pytest
import sqlalchemy as sa
from announcers import ANNOUNCED, START, a_publication, announce_the_same_at_once

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.verdict import Outcome, Verdict
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.ledger.records import (
    CandidateRecord,
    DeclarationRecord,
    IngestRecord,
    RefusalRecord,
)


@pytest.fixture
def ledger(tmp_path):
    return Ledger(f"sqlite:///{tmp_path / 'catalog.db'}")


def an_ingest(identifier="i1", partition="2026-01-05", at=START, port="orders"):
    return IngestRecord(
        id=identifier,
        product="orders/customer-orders",
        port=port,
        partition=partition,
        run_id="run",
        recorded_at=at,
        received=10,
        accepted=9,
        dead_lettered=1,
        reasons={"amount.type": 1},
        files=["2026-01-05.ndjson"],
        fingerprint="f",
        table="orders.customer_orders__orders",
        snapshot_id=2**62,
    )


def test_an_ingest_comes_back_as_it_was_written(ledger):
    ledger.record_ingest(an_ingest(), [], {})
    assert ledger.latest_ingest("orders/customer-orders", "orders", "2026-01-05") == an_ingest()


def test_the_newest_ingest_of_a_partition_wins(ledger):
    ledger.record_ingest(an_ingest("old"), [], {})
    ledger.record_ingest(an_ingest("new", at=START + timedelta(hours=1)), [], {})
    ledger.record_ingest(an_ingest("other", partition="2026-01-06"), [], {})
    latest = ledger.latest_ingests("orders/customer-orders")
    assert [(one.partition, one.id) for one in latest] == [
        ("2026-01-05", "new"),
        ("2026-01-06", "other"),
    ]


def test_every_port_has_its_own_newest_ingest(ledger):
    ledger.record_ingest(an_ingest("a", port="orders"), [], {})
    ledger.record_ingest(an_ingest("b", port="payments"), [], {})
    assert {one.port for one in ledger.latest_ingests("orders/customer-orders")} == {
        "orders",
        "payments",
    }


def test_an_unknown_partition_was_never_ingested(ledger):
    assert ledger.latest_ingest("orders/customer-orders", "orders", "2026-02-01") is None


def test_judging_again_replaces_the_verdict_of_the_same_rule_only(ledger):
    failed = Verdict("soda", "max", Outcome.FAILED, measured=7.5, expected="<= 5")
    warned = Verdict("volume", "rows", Outcome.FAILED, severity=Severity.WARNING, measured="none")
    ledger.record_verdicts("c1", [failed, warned])
    passed = Verdict("soda", "max", Outcome.PASSED, measured=4, expected="<= 5")
    ledger.record_verdicts("c1", [passed])
    assert ledger.verdicts("c1") == [warned, passed]
    assert ledger.verdicts("c2") == []


def test_a_publication_is_recorded_once(ledger):
    ledger.record_publications([a_publication(1), a_publication(2, "2026-01-06")])
    ledger.record_publications([a_publication(1), a_publication(3, at=START + timedelta(days=1))])
    latest = ledger.latest_publications("orders/customer-orders")
    assert [(one.partition, one.snapshot_id) for one in latest] == [
        ("2026-01-05", 3),
        ("2026-01-06", 2),
    ]


def test_row_counts_are_those_of_the_latest_partitions_but_one(ledger):
    days = [START.date() + timedelta(days=number) for number in range(4)]
    for number, day in enumerate(days):
        older = replace(a_publication(10 + number, str(day)), rows=1)
        newer = replace(
            a_publication(20 + number, str(day), START + timedelta(hours=1)), rows=number
        )
        ledger.record_publications([older, newer])

    def counts(**which):
        return ledger.published_row_counts("orders/customer-orders", **which)

    assert counts(besides="2027-01-01", at_most=9) == [0, 1, 2, 3]
    assert counts(besides=str(days[2]), at_most=2) == [1, 3]
    assert ledger.published_row_counts("another", besides="", at_most=9) == []


def test_a_publication_is_known_by_its_table_and_snapshot(ledger):
    ledger.record_publications([a_publication(1)])
    assert ledger.knows_publication("orders.customer_orders", 1)
    assert not ledger.knows_publication("orders.customer_orders", 2)
    assert not ledger.knows_publication("orders.payments", 1)


def test_instants_come_back_in_utc(ledger):
    refusal = RefusalRecord("r1", "p", "", "run", "", START, ["because"])
    ledger.record_refusal(refusal)
    assert ledger.latest_refusals("p") == [refusal]
    assert ledger.latest_refusals("p")[0].refused_at.tzinfo is not None


def _write_many(uri, name):
    ledger = Ledger(uri)
    for number in range(20):
        ledger.record_ingest(an_ingest(f"{name}-{number}", partition=f"{name}-{number}"), [], {})


def test_three_processes_announce_the_same_at_once(tmp_path):
    uri = f"sqlite:///{tmp_path / 'catalog.db'}"
    assert announce_the_same_at_once(uri) == [0, 0, 0]
    with sa.create_engine(uri).connect() as connection:
        found = connection.execute(sa.text("SELECT count(*) FROM mesh_publications"))
        assert found.scalar_one() == ANNOUNCED


def test_four_processes_write_at_once_to_a_new_database(tmp_path):
    uri = f"sqlite:///{tmp_path / 'catalog.db'}"
    context = get_context("spawn")
    writers = [context.Process(target=_write_many, args=(uri, f"w{n}")) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0, 0]
    assert len(Ledger(uri).latest_ingests("orders/customer-orders")) == 80


def a_candidate(identifier="c1", partition="2026-01-05", models_digest="m"):
    return CandidateRecord(
        id=identifier,
        product="orders/customer-orders",
        partition=partition,
        run_id="run",
        recorded_at=START,
        rows=9,
        newest_event=START,
        contract_digest="c",
        spec_digest="s",
        models_digest=models_digest,
        ingests=["i1"],
    )


def test_a_ledger_of_an_older_version_gains_what_it_lacks(tmp_path):
    uri = f"sqlite:///{tmp_path / 'catalog.db'}"
    older = Ledger(uri)
    older.record_candidate(a_candidate())
    with sa.create_engine(uri).begin() as connection:
        connection.execute(sa.text("ALTER TABLE mesh_candidates DROP COLUMN models_digest"))
        connection.execute(sa.text("DROP TABLE mesh_declarations"))

    ledger = Ledger(uri)
    assert ledger.latest_candidates("orders/customer-orders", "2026-01-05") == [
        a_candidate(models_digest="")
    ]
    ledger.record_declaration(DeclarationRecord("d", {"name": "orders"}))
    assert ledger.declaration("d") == DeclarationRecord("d", {"name": "orders"})


def test_a_declaration_is_kept_once(ledger):
    ledger.record_declaration(DeclarationRecord("d", {"version": "1.0.0"}))
    ledger.record_declaration(DeclarationRecord("d", {"version": "1.0.0"}))

    assert ledger.declaration("d") == DeclarationRecord("d", {"version": "1.0.0"})
    assert ledger.declaration("e") is None


def test_what_stands_is_known_by_its_candidate(ledger):
    ledger.record_candidate(a_candidate())
    ledger.record_candidate(a_candidate("c2", "2026-01-06"))
    ledger.record_candidate(a_candidate("never-published", "2026-01-07"))
    later = START + timedelta(hours=1)
    taken_back = replace(a_publication(3, "2026-01-06", later), candidate="")
    ledger.record_publications(
        [
            a_publication(),
            replace(a_publication(2, "2026-01-06"), candidate="c2"),
            taken_back,
        ]
    )

    assert ledger.published_candidates("orders/customer-orders") == {"2026-01-05": a_candidate()}
    assert ledger.published_products() == ["orders/customer-orders"]


def verdict_on_completeness(outcome):
    return Verdict(gate="completeness", rule="orders", outcome=outcome)


def test_the_current_ingest_of_an_arrival_is_the_newest_complete_one(ledger):
    passed, failed = map(verdict_on_completeness, (Outcome.PASSED, Outcome.FAILED))
    hours = [START + timedelta(hours=number) for number in range(4)]
    ledger.record_ingest(an_ingest("own"), [passed], {"2026-01-04": 5})
    late = {"2026-01-05": 2, "2026-01-04": 1}
    ledger.record_ingest(an_ingest("first", "2026-01-06", hours[0]), [passed], late)
    ledger.record_ingest(an_ingest("broken", "2026-01-06", hours[1]), [failed], late)
    ledger.record_ingest(an_ingest("seventh", "2026-01-07", hours[0]), [passed], {"2026-01-05": 7})

    def late_ingests():
        found = ledger.late_ingests("orders/customer-orders", "orders", "2026-01-05")
        return [record.id for record in found]

    assert late_ingests() == ["first", "seventh"]
    ledger.record_ingest(an_ingest("corrected", "2026-01-06", hours[2]), [passed], {})
    assert late_ingests() == ["seventh"]
    ledger.record_ingest(an_ingest("again", "2026-01-06", hours[3]), [passed], {"2026-01-05": 3})
    assert late_ingests() == ["again", "seventh"]
    found = ledger.late_rows("orders/customer-orders")
    assert [(one.partition, one.arrival, one.ingest, one.rows, one.current) for one in found] == [
        ("2026-01-04", "2026-01-05", "own", 5, True),
        ("2026-01-04", "2026-01-06", "first", 1, False),
        ("2026-01-04", "2026-01-06", "broken", 1, False),
        ("2026-01-05", "2026-01-06", "first", 2, False),
        ("2026-01-05", "2026-01-06", "broken", 2, False),
        ("2026-01-05", "2026-01-06", "again", 3, True),
        ("2026-01-05", "2026-01-07", "seventh", 7, True),
    ]
    assert {one.partition for one in ledger.late_rows_of(["own"])} == {"2026-01-04"}
