"""What tests of several rooms share."""

import os

import pytest
from postgresql import installed_programs, temporary_server


@pytest.fixture
def small_mesh(tmp_path):
    """A mesh of one product, with nothing landed yet."""
    # Here, because most rooms are tested without the pipeline and its libraries.
    from small_mesh import write_small_mesh  # noqa: PLC0415

    return write_small_mesh(tmp_path)


@pytest.fixture(scope="session")
def postgres_server():
    """A server with nothing in it; a machine without one cannot judge."""
    programs = installed_programs()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL is missing: .ci/run installs it"
        pytest.skip("PostgreSQL is missing; apt-get install postgresql")
    with temporary_server(programs) as server:
        yield server


@pytest.fixture(scope="session")
def home_of_models(tmp_path_factory):
    """A home for meshes that publish nothing: dbt parses the same models once for all of them."""
    return tmp_path_factory.mktemp("home")
