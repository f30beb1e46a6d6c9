import pytest
from lab import make_lab


@pytest.fixture
def lab(tmp_path):
    """A mesh of its own with one empty domain."""
    return make_lab(tmp_path)
