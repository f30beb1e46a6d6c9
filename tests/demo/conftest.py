"""What the demo's tests read and never change."""

import pytest

from mesh_assets.demo.landing import write_order_days


@pytest.fixture(scope="session")
def fortnight(tmp_path_factory):
    """The landing folder with the orders of all days, as the shop first sends them."""
    folder = tmp_path_factory.mktemp("fortnight")
    write_order_days(folder)
    return folder
