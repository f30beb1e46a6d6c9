"""Contracts to export: those of the products, and awkward ones."""

from collections.abc import Callable
from pathlib import Path

import pytest
from export_samples import AWKWARD

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.settings import PROJECT

PRODUCTS = sorted((PROJECT / "mesh_assets" / "domains").glob("*/*/contract.odcs.yaml"))


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Contract]:
    """Load a contract from its text."""
    count = iter(range(1000))

    def load(text: str, name: str = "contract.odcs.yaml") -> Contract:
        file = tmp_path / f"{next(count)}-{name}"
        file.write_text(text)
        return load_contract(file)

    return load


@pytest.fixture
def awkward(load: Callable[..., Contract]) -> Contract:
    return load(AWKWARD)


@pytest.fixture(params=PRODUCTS, ids=lambda file: file.parent.name)
def product_contract(request: pytest.FixtureRequest) -> Contract:
    return load_contract(request.param)
