"""A PostgreSQL server for the tests of production's storage."""

import os

import pytest
from postgresql import installed_programs, temporary_server


@pytest.fixture(scope="session")
def postgres_server():
    """A server with nothing in it; a machine without one cannot judge."""
    programs = installed_programs()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL is missing: .ci/run installs it"
        pytest.skip("PostgreSQL is missing; apt-get install postgresql")
    with temporary_server(programs) as server:
        yield server
