from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from orders_world import connect, lakehouse_in

from mesh_assets.lakehouse.catalog import Lakehouse


@pytest.fixture
def lakehouse(tmp_path: Path) -> Lakehouse:
    return lakehouse_in(tmp_path)


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with connect() as opened:
        yield opened
