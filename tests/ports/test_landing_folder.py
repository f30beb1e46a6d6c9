"""What lies in a landing folder: arrivals by partition, and files that nobody will take up."""

from datetime import UTC, date, datetime

import pytest

from mesh_assets.contract.landing import FileFormat
from mesh_assets.ports.inputs.files import LandingFolder, NothingArrived
from mesh_assets.product.partitions import Partitions

NOON = datetime(2026, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
def land(tmp_path):
    """Write empty files, and give the folder as a port of these partitions sees it."""

    def write(*names, every="day", zone="UTC", partitions=True):
        for name in names:
            path = tmp_path / "landing" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        calendar = Partitions(by="at", every=every, start=date(2026, 1, 1), zone=zone)
        folder = tmp_path / "landing"
        return LandingFolder(folder, FileFormat.NDJSON, calendar if partitions else None)

    return write


def unexpected(folder, now=NOON):
    return {file.path.name: file.reason for file in folder.unexpected(now)}


def test_names_and_folders_tell_the_partition(land):
    folder = land(
        "2026-01-05.ndjson",
        "2026-01-05-part-2.ndjson.gz",
        "2026-01-06/a.ndjson",
        "date=2026-01-06/b.ndjson",
        "2026-01-07.ndjson.tmp",
        ".2026-01-08.ndjson",
        "_2026-01-09.ndjson",
    )
    arrived = {key: len(arrival.files) for key, arrival in folder.arrivals().items()}
    assert arrived == {"2026-01-05": 2, "2026-01-06": 2}
    assert folder.unexpected(NOON) == []


def test_what_no_run_takes_up_is_told_with_its_reason(land):
    folder = land(
        "readme.txt",
        "2025-12-31.ndjson",
        "2026-01-09.ndjson",
        "2026-01-10.ndjson",
        "2026-01-11.ndjson",
        "2026-02-30.ndjson",
    )
    assert unexpected(folder) == {
        "readme.txt": "the name does not begin with a partition such as 2026-01-05",
        "2025-12-31.ndjson": "`2025-12-31` lies before the first partition, 2026-01-01",
        "2026-01-11.ndjson": "`2026-01-11` lies in the future: it begins at 2026-01-11 00:00 UTC",
        "2026-02-30.ndjson": "`2026-02-30` names no day: write 2026-01-05",
    }


def test_the_future_begins_where_the_zone_says(land):
    folder = land("2026-01-11.ndjson", zone="Pacific/Auckland")
    assert unexpected(folder, datetime(2026, 1, 10, 10, 59, tzinfo=UTC)).keys() == {
        "2026-01-11.ndjson"
    }
    assert unexpected(folder, datetime(2026, 1, 10, 11, tzinfo=UTC)) == {}


def test_hours_of_utc(land):
    folder = land("2026-01-10-12.ndjson", "2026-01-10T13.ndjson", every="hour")
    assert list(folder.arrivals()) == ["2026-01-10-12:00", "2026-01-10-13:00"]
    assert unexpected(folder).keys() == {"2026-01-10T13.ndjson"}


def test_without_partitions_every_file_is_the_whole(land):
    folder = land("readme.txt", "2025-12-31.ndjson", partitions=False)
    assert [len(arrival.files) for arrival in folder.arrivals().values()] == [2]
    assert folder.unexpected(NOON) == []


def test_a_file_written_again_changes_the_fingerprint(land):
    folder = land("2026-01-05.ndjson")
    before = folder.arrivals()["2026-01-05"].fingerprint
    (folder.path / "2026-01-05.ndjson").write_text("{}\n")
    assert folder.arrivals()["2026-01-05"].fingerprint != before


def test_what_is_missing_is_said_with_what_is_there(land):
    folder = land("2026-01-05.ndjson", "2026-01-06.ndjson")
    day = folder.partitions.partition("2026-01-07")
    with pytest.raises(NothingArrived, match=r"2026-01-07.*there for 2026-01-05 to 2026-01-06"):
        folder.arrival(day)


def test_a_file_that_is_taken_away_keeps_no_other_file_from_arriving(land):
    folder = land("2026-01-05.ndjson")
    gone = folder.path / "2026-01-06.ndjson"
    gone.symlink_to(folder.path / "taken-away")
    before = folder.arrivals()
    assert list(before) == ["2026-01-05", "2026-01-06"]
    (folder.path / "taken-away").write_text("{}\n")
    assert folder.arrivals()["2026-01-06"].fingerprint != before["2026-01-06"].fingerprint
