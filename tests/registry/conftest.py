import pytest
from racing import RULES
from serving import served


@pytest.fixture
def uri(tmp_path):
    return f"sqlite:///{tmp_path / 'catalog.db'}"


@pytest.fixture
def registry(uri):
    """A served registry that asks for BACKWARD and for two approvals of a break."""
    with served(uri, RULES) as found:
        yield found


@pytest.fixture
def client(registry):
    return registry.client()
