"""A table is a dictionary from partitions to rows, whatever is published and taken back."""

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from orders_world import (
    TABLE,
    connect,
    day,
    day_in_berlin,
    expected,
    identifiers,
    lakehouse_in,
    orders,
    orders_in_berlin,
    rows_of,
)

from mesh_assets.lakehouse.candidate import stage
from mesh_assets.lakehouse.errors import LostRace, NotStanding, RolledBack
from mesh_assets.lakehouse.publication import publications, publish, rollback

DAYS = (5, 6, 7)


class PublishedPartitions(RuleBasedStateMachine):
    """The model keeps, for each partition, what each change left and what stood before it."""

    spec = orders()
    partition = staticmethod(day)

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.lakehouse = lakehouse_in(Path(self.folder.name))
        self.connection = connect()
        self.batch = 0
        self.rows = {number: [] for number in DAYS}
        self.changes = {number: [] for number in DAYS}
        self.waiting = []
        self.commits = 0
        self.staged(5, 0)

    def teardown(self):
        self.connection.close()
        self.folder.cleanup()

    @rule(number=st.sampled_from(DAYS), rows=st.integers(0, 2))
    def stage_a_candidate(self, number, rows):
        self.batch += 1
        candidate = self.staged(number, rows)
        content = expected(number, rows=rows, batch=self.batch)
        self.waiting.append((candidate, number, content, len(self.changes[number])))

    @rule(data=st.data())
    def publish_a_candidate(self, data):
        if not self.waiting:
            return
        candidate, number, content, seen = data.draw(st.sampled_from(self.waiting))
        changes = self.changes[number]
        known = [change for change in changes if change["candidate"] == candidate.id]
        if known and self.taken_back(changes, known[0]):
            self.refused(RolledBack, publish, self.lakehouse, candidate, {})
        elif known:
            assert publish(self.lakehouse, candidate, {}) == known[0]["publication"]
        elif seen != len(changes):
            self.refused(LostRace, publish, self.lakehouse, candidate, {})
        else:
            self.change(number, content, publish(self.lakehouse, candidate, {}), candidate.id)

    @rule(data=st.data(), number=st.sampled_from(DAYS))
    def take_a_change_back(self, data, number):
        changes = self.changes[number]
        if not changes:
            return
        target = data.draw(st.sampled_from(changes))
        arguments = (self.lakehouse, TABLE, target["publication"], {})
        if changes[-1]["undoes"] is target:
            assert rollback(*arguments) == changes[-1]["publication"]
        elif target is changes[-1] or target is self.standing(changes):
            self.change(number, target["before"], rollback(*arguments), None, undoes=target)
        else:
            self.refused(NotStanding, rollback, *arguments)

    @invariant()
    def every_partition_shows_its_rows(self):
        for number in DAYS:
            shown = identifiers(self.lakehouse, self.connection, partition=self.partition(number))
            assert shown == self.rows[number]
        everything = sorted(row for rows in self.rows.values() for row in rows)
        assert identifiers(self.lakehouse, self.connection) == everything
        assert len(publications(self.lakehouse, TABLE)) == self.commits

    def staged(self, number, rows):
        partition = self.partition(number)
        query = rows_of(number, rows=rows, batch=self.batch, partition=partition)
        return stage(self.lakehouse, self.connection, self.spec, query, partition)

    def change(self, number, content, publication, candidate, undoes=None):
        self.changes[number].append(
            {
                "publication": publication,
                "candidate": candidate,
                "before": self.rows[number],
                "stood_before": self.standing(self.changes[number]),
                "undoes": undoes,
            }
        )
        self.rows[number] = content
        self.commits += 1
        assert publication.rows == len(content)

    def refused(self, error, function, *arguments):
        location = self.lakehouse.table(TABLE).metadata_location
        try:
            function(*arguments)
        except error:
            assert self.lakehouse.table(TABLE).metadata_location == location
        else:
            raise AssertionError(f"{function.__name__} should have raised {error.__name__}")

    def standing(self, changes):
        if not changes:
            return None
        last = changes[-1]
        return last["undoes"]["stood_before"] if last["undoes"] else last

    def taken_back(self, changes, change):
        return any(c["undoes"] is change and not self.taken_back(changes, c) for c in changes)


class PublishedPartitionsOfAZone(PublishedPartitions):
    """Days that begin elsewhere than in UTC are no partitions of Iceberg's, and work the same."""

    spec = orders_in_berlin()
    partition = staticmethod(day_in_berlin)


def machine(partitions):
    partitions.TestCase.settings = settings(
        max_examples=10,
        stateful_step_count=14,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return partitions.TestCase


test_a_table_is_a_dictionary_of_days = machine(PublishedPartitions)
test_a_table_is_a_dictionary_of_days_in_a_zone = machine(PublishedPartitionsOfAZone)
