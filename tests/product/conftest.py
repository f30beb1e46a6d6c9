from pathlib import Path

import pytest

from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.product.mesh import load_product
from mesh_assets.product.product import DataProduct

REQUIRED = """\
name: customer-orders
domain: orders
owner: orders-engineering@company.com
version: "2.1.0"
"""


@pytest.fixture
def product(tmp_path):
    """Load a spec of the required keys and of further lines, which begin on line 5."""

    def load(lines: str = "") -> DataProduct:
        return load_product(_written(tmp_path, REQUIRED + lines))

    return load


@pytest.fixture
def problem(tmp_path):
    """Load such a spec, and give its only problem."""

    def load(lines: str) -> Problem:
        with pytest.raises(DocumentError) as caught:
            load_product(_written(tmp_path, REQUIRED + lines))
        [found] = caught.value.problems
        return found

    return load


def _written(folder: Path, text: str) -> Path:
    file = folder / "product.yaml"
    file.write_text(text)
    return file
