"""What tests of several rooms share."""

import pytest


@pytest.fixture
def small_mesh(tmp_path):
    """A mesh of one product, with nothing landed yet."""
    # Here, because most rooms are tested without the pipeline and its libraries.
    from small_mesh import write_small_mesh  # noqa: PLC0415

    return write_small_mesh(tmp_path)


@pytest.fixture(scope="session")
def home_of_models(tmp_path_factory):
    """A home for meshes that publish nothing: dbt parses the same models once for all of them."""
    return tmp_path_factory.mktemp("home")
