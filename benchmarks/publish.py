"""What publishing costs, beside what the same work costs raw, in the same run.

Each figure comes from a fresh process. Read the ratios: seconds depend on the machine.

    python benchmarks/publish.py                 everything, 1M and 10M rows
    python benchmarks/publish.py --rows 1000000  only this size
"""

import argparse
import json
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import Cost, measured

DAY = date(2026, 1, 5)
PRODUCT = "orders/customer-orders"
SAMPLE = 20_000


def raw_copy(source: str, target: str) -> int:
    """The limit: DuckDB scans the file and writes Parquet, with no check at all."""
    import duckdb

    connection = duckdb.connect(config={"memory_limit": "600MB", "threads": "2"})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET temp_directory = '{target}.spill'")
    reader = "read_parquet" if source.endswith(".parquet") else "read_json"
    connection.execute(f"COPY (FROM {reader}('{source}')) TO '{target}' (COMPRESSION zstd)")
    [(rows,)] = connection.execute(f"SELECT count(*) FROM '{target}'").fetchall()
    return rows


def seeds_way(source: str, contract: str) -> int:
    """jsonschema, record by record, into a list of dead letters, on a sample."""
    import jsonschema

    validator = jsonschema.Draft202012Validator(json.loads(Path(contract).read_text()))
    dead_letters, published = [], []
    with Path(source).open() as lines:
        for _, line in zip(range(SAMPLE), lines, strict=False):
            record = json.loads(line)
            errors = sorted(validator.iter_errors(record), key=lambda error: list(error.path))
            if errors:
                dead_letters.append({"rec": record, "errors": [e.message for e in errors]})
            else:
                published.append(record)
    return len(published) + len(dead_letters)


def plain_append(source: str, folder: str) -> int:
    """What staging and publishing replace: pyiceberg's own append of the same rows."""
    import pyarrow.parquet as parquet
    from pyiceberg.catalog.sql import SqlCatalog

    Path(folder).mkdir(parents=True)
    catalog = SqlCatalog("mesh", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("raw")
    rows = parquet.read_table(source)
    table = catalog.create_table("raw.orders", rows.schema)
    table.append(rows)
    return rows.num_rows


def publish_days(home: str, days: list[str]) -> dict[str, Any]:
    """The six verbs on each day, all gates on; seconds of every verb."""
    found = _product(home)
    seconds: dict[str, float] = {}
    rows = 0
    for day in days:
        attempt = found.publish(day)
        assert attempt.published, attempt.reasons
        rows += attempt.candidate.rows
        for verb, spent in attempt.seconds.items():
            seconds[verb] = seconds.get(verb, 0.0) + spent
        seconds["dbt itself"] = seconds.get("dbt itself", 0.0) + attempt.dbt_run.seconds
    return {"rows": rows, "seconds": seconds}
