"""Kills a process at every step of staging and publishing, and looks at what is left.

Run as a program, so that no thread of the test process is alive when it forks.
"""

import hashlib
import os
import sys
import traceback
from pathlib import Path

from orders_world import TABLE, connect, day, expected, identifiers, lakehouse_in, orders, rows_of

import mesh_assets.lakehouse.publication
import mesh_assets.lakehouse.sql_catalog
from mesh_assets.lakehouse.candidate import load_candidate, stage
from mesh_assets.lakehouse.publication import publications, publish

OURS = str(Path(mesh_assets.lakehouse.publication.__file__).parent)
CATALOG = str(Path("pyiceberg", "catalog", "sql.py"))
SNAPSHOT = str(Path("pyiceberg", "table", "update", "snapshot.py"))
DIED, DONE = 9, 0


def in_child(work, *arguments):
    """The exit status of a forked process that does the work."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*arguments)
            status = DONE
        finally:
            if status:
                traceback.print_exc()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


class Death:
    """Ends the process at a step: a call or return in our code, the catalog's or the snapshots'."""

    def __init__(self, at, after_commit):
        self.left = at
        self.counting = not after_commit

    def __call__(self, frame, event, _):
        file = frame.f_code.co_filename
        if file.endswith(CATALOG) and frame.f_code.co_name == "commit_table" and event == "return":
            self.counting = True
        if self.counting and (file.startswith(OURS) or file.endswith((CATALOG, SNAPSHOT))):
            self.left -= 1
            if self.left == 0:
                os._exit(DIED)


def publish_a_batch(folder, batch, die_at, after_commit):
    lakehouse, connection = lakehouse_in(folder), connect()
    death = Death(die_at, after_commit)
    sys.setprofile(death)
    candidate = stage(lakehouse, connection, orders(), rows_of(5, batch=batch), day(5))
    (folder / f"candidate-{batch}").write_text(candidate.id)
    publish(lakehouse, candidate, {"batch": str(batch)})
    sys.setprofile(None)
    (folder / "steps").write_text(str(die_at - death.left))


def metadata_of(lakehouse):
    location = lakehouse.table(TABLE).metadata_location
    return f"{location} {hashlib.sha256(Path(location).read_bytes()).hexdigest()}"


def remember(folder):
    (folder / "before").write_text(metadata_of(lakehouse_in(folder)))


def look_and_complete(folder, batch, before_batch):
    """The partition is the old one, untouched, or the new one; running again completes it."""
    lakehouse, connection = lakehouse_in(folder), connect()
    shown = identifiers(lakehouse, connection)
    if shown == expected(5, batch=before_batch):
        assert metadata_of(lakehouse) == (folder / "before").read_text(), "the table was touched"
    else:
        assert shown == expected(5, batch=batch), shown
        assert publications(lakehouse, TABLE)[-1].evidence["mesh.batch"] == str(batch)
        (folder / "landed").touch()
    identifier = folder / f"candidate-{batch}"
    candidate = (
        load_candidate(lakehouse, TABLE, identifier.read_text())
        if identifier.exists()
        else stage(lakehouse, connection, orders(), rows_of(5, batch=batch), day(5))
    )
    publish(lakehouse, candidate, {"batch": str(batch)})
    assert identifiers(lakehouse, connection) == expected(5, batch=batch)
    batches = [one.evidence["mesh.batch"] for one in publications(lakehouse, TABLE)]
    assert batches.count(str(batch)) == 1, batches


def main(folder, points):
    for batch in (0, 1):
        assert in_child(publish_a_batch, folder, batch, 1_000_000, False) == DONE
    steps = int((folder / "steps").read_text())
    deaths = [(1 + steps * point // points, False) for point in range(points)]
    for batch, death in enumerate([*deaths, (1, True), (5, True)], start=2):
        assert in_child(remember, folder) == DONE
        assert in_child(publish_a_batch, folder, batch, *death) == DIED, death
        assert in_child(look_and_complete, folder, batch, batch - 1) == DONE, death
        assert (folder / "landed").exists() == death[1], death
    print(f"{len(deaths) + 2} deaths in {steps} steps")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
