"""Files dropped into landing folders: under the right names, with nothing lost."""

import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from samples import ndjson

from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.selfservice.landing import CannotLand


def events(*days, note="a"):
    return [
        {"event_id": f"e{n}", "happened_at": f"2026-03-{day:02d}T23:59:59.999Z", "note": note}
        for n, day in enumerate(days)
    ]


@pytest.fixture
def daily(lab):
    """A product partitioned by day, made of one day's sample."""
    lab.create("events", lab.sample("events.ndjson", ndjson(*events(1))))
    return lab


def test_a_file_of_one_day_is_kept_byte_for_byte(daily):
    content = ndjson(*events(2, 2)) + b"\nnot json\n"
    [landed] = daily.land("events", daily.sample("More events.ndjson", content))

    assert landed.name == "2026-03-02-more_events.ndjson"
    assert landed.parent == daily.settings.home / "landing" / "field-lab" / "events"
    assert landed.read_bytes() == content


def test_a_file_of_several_days_is_divided(daily):
    records = events(1, 2, 3, 2, 1, note='tab\t "quote", \\ü\n')
    file = daily.sample("all.ndjson", ndjson(*records))
    landed = daily.land("events", file)

    assert [each.name for each in landed] == [f"2026-03-0{day}-all.ndjson" for day in (1, 2, 3)]
    found = [json.loads(line) for each in landed for line in each.read_text().splitlines()]
    assert sorted(found, key=lambda one: one["event_id"]) == records
    assert daily.land("events", file) == landed
    assert len(list(landed[0].parent.iterdir())) == 3


def test_a_record_of_no_known_time_becomes_a_dead_letter(daily):
    broken = {"event_id": "x", "happened_at": "yesterday"}
    records = [*events(*[1] * 120, *[2] * 120), broken]
    daily.land("events", daily.sample("all.ndjson", ndjson(*records)))
    attempts = daily.publish("events", ["2026-03-01", "2026-03-02"])

    counts = [attempt.ingests[0].record for attempt in attempts]
    assert sum(count.received for count in counts) == len(records)
    assert [count.dead_lettered for count in counts] == [0, 1]


def test_lines_that_are_no_records_keep_a_file_from_being_divided(daily):
    file = daily.sample("all.ndjson", ndjson(*events(1, 2)) + b"oops\n")
    with pytest.raises(UnreadableFile, match="1 of its lines are not JSON"):
        daily.land("events", file)


def test_csv_keeps_its_delimiter_and_its_texts(lab):
    text = 'id;at;note\n1;2026-03-01T10:00:00Z;"a;b\n""c"""\n2;2026-03-02T10:00:00Z;\n'
    file = lab.sample("notes.csv", text)
    lab.create("notes", file)
    first, second = lab.land("notes", file)
    assert first.read_text() == 'id;at;note\n1;2026-03-01T10:00:00Z;"a;b\n""c"""\n'
    assert second.read_text() == "id;at;note\n2;2026-03-02T10:00:00Z;\n"
    ragged = lab.sample("ragged.csv", text + "3\n")
    with pytest.raises(UnreadableFile):
        lab.land("notes", ragged)


def test_parquet_keeps_its_types(lab):
    instants = [datetime(2026, 3, day, tzinfo=UTC) for day in (1, 2)]
    table = pa.table({"id": pa.array([1, 2], pa.int16()), "at": instants})
    file = lab.samples / "typed.parquet"
    pq.write_table(table, file)
    lab.create("typed", file)
    landed = lab.land("typed", file)
    assert [pq.read_table(each).column("id").to_pylist() for each in landed] == [[1], [2]]
    assert pq.read_schema(landed[0]).field("id").type == pa.int16()


def test_without_partitions_a_file_keeps_its_name(lab):
    file = lab.sample("Colours.csv", "id,name\n1,red\n")
    lab.create("colours", file)
    [landed] = lab.land("colours", file)
    assert (landed.name, landed.read_bytes()) == ("Colours.csv", file.read_bytes())


def test_what_no_port_reads_is_refused(daily):
    with pytest.raises(CannotLand, match="`landed` reads ndjson"):
        daily.land("events", daily.sample("a.csv", "event_id\n1\n"))
    timeless = daily.sample("a.ndjson", ndjson({"event_id": "a"}))
    with pytest.raises(CannotLand, match="no record has a time in `happened_at`"):
        daily.land("events", timeless)
    old = {"event_id": "a", "happened_at": "2025-01-01T00:00:00Z"}
    too_old = daily.sample("old.ndjson", ndjson(old))
    with pytest.raises(CannotLand, match=r"old\.ndjson .*before the first partition.*product.yaml"):
        daily.land("events", too_old)
    unborn = daily.sample("new.ndjson", ndjson({**old, "happened_at": "2999-01-01T00:00:00Z"}))
    with pytest.raises(CannotLand, match=r"new\.ndjson .*in the future"):
        daily.land("events", unborn)
    assert not (daily.settings.home / "landing" / "field-lab" / "events").exists()
