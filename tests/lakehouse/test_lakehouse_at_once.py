"""Processes that open, create, stage and publish at the same time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from orders_world import TABLE, connect, day, expected, identifiers, lakehouse_in, orders, rows_of

from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.publication import publications, publish

PUBLISHER = """
import json, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from orders_world import *
from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import LostRace
from mesh_assets.lakehouse.publication import publish

folder, batch, numbers = Path(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
lakehouse, connection = lakehouse_in(folder), connect()
print("ready", flush=True)
sys.stdin.readline()
outcomes = []
for number in numbers:
    query = rows_of(number, batch=batch)
    candidate = stage(lakehouse, connection, orders(), query, day(number))
    if len(sys.argv) > 5:
        print("staged", flush=True)
        sys.stdin.readline()
    try:
        publish(lakehouse, candidate, {"batch": str(batch)})
        outcomes.append("published")
    except LostRace:
        outcomes.append("lost")
print(json.dumps(outcomes))
"""


class Publisher:
    def __init__(self, folder, batch, numbers, *options):
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                PUBLISHER,
                str(Path(__file__).parent),
                str(folder),
                str(batch),
                json.dumps(numbers),
                *options,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_for(self, word):
        line = self.process.stdout.readline()
        assert line.strip() == word, self.process.communicate()[1]

    def go(self):
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def outcomes(self):
        out, err = self.process.communicate()
        assert self.process.returncode == 0, err
        return json.loads(out)


def run(publishers, *words):
    for word in words:
        for publisher in publishers:
            publisher.wait_for(word)
        for publisher in publishers:
            publisher.go()
    return [publisher.outcomes() for publisher in publishers]


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def test_different_partitions_of_an_empty_home_all_land(folder):
    """Nothing exists yet: catalog, namespace and table are created by whoever comes first."""
    numbers = [[1, 5, 9], [2, 6, 10], [3, 7, 11], [4, 8, 12]]

    outcomes = run([Publisher(folder, 0, own) for own in numbers], "ready")

    assert outcomes == [["published"] * 3] * 4
    with connect() as connection:
        shown = identifiers(lakehouse_in(folder), connection)
    assert shown == [row for number in range(1, 13) for row in expected(number)]
    assert len(publications(lakehouse_in(folder), TABLE)) == 12


@pytest.mark.parametrize("before", [0, 1])
def test_of_two_on_the_same_partition_exactly_one_wins(folder, before):
    lakehouse = lakehouse_in(folder)
    with connect() as connection:
        for _ in range(before):
            first = stage(lakehouse, connection, orders(), rows_of(5, batch=9), day(5))
            publish(lakehouse, first, {})

        outcomes = run(
            [Publisher(folder, batch, [5], "together") for batch in (0, 1)], "ready", "staged"
        )

        assert sorted(outcomes) == [["lost"], ["published"]]
        winner = outcomes.index(["published"])
        assert identifiers(lakehouse, connection) == expected(5, batch=winner)
    latest = publications(lakehouse, TABLE)[-1]
    assert latest.evidence["mesh.batch"] == str(winner)
    assert len(publications(lakehouse, TABLE)) == before + 1
