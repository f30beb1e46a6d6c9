"""Lineage held against DuckDB itself: what is not named as an origin changes nothing."""

import copy
import random

import duckdb
import pyarrow as pa
import pytest
from test_queries import CASES, ORDERS, PEOPLE, UNKNOWN, followed

from mesh_assets.metadata.lineage.provenance import PortColumn

TABLES = {
    "orders": pa.schema(
        [
            ("id", pa.int64()),
            ("day", pa.int64()),
            ("amount", pa.int64()),
            ("address", pa.struct([("city", pa.string()), ("zip", pa.string())])),
            ("lines", pa.list_(pa.struct([("sku", pa.string()), ("n", pa.int64())]))),
        ]
    ),
    "people": pa.schema([("id", pa.int64()), ("name", pa.string())]),
    "unknown": pa.schema([("name", pa.string()), ("e", pa.int64())]),
}
CHANGED = [
    *(PortColumn("orders", path) for path in ("id", "day", "amount", "address.city")),
    *(PortColumn("orders", path) for path in ("address.zip", "lines[].sku", "lines[].n")),
    *(PortColumn("people", path) for path in ("id", "name")),
    *(PortColumn("unknown", path) for path in ("name", "e")),
]


def rows():
    chance = random.Random(4)
    days = chance.sample(range(1, 9), 8)
    return {
        "orders": [
            {
                "id": chance.randint(1, 4),
                "day": days[number],
                "amount": chance.randint(1, 9),
                "address": {"city": chance.choice("ab"), "zip": chance.choice("cd")},
                "lines": [{"sku": chance.choice("ef"), "n": n} for n in range(number % 3)],
            }
            for number in range(8)
        ],
        "people": [{"id": number, "name": chance.choice(["", "3", "5"])} for number in range(1, 5)],
        "unknown": [{"name": chance.choice("gh"), "e": number} for number in range(4)],
    }


def with_other_values(tables, changed):
    """The same tables, with other values at one path; days stay unique."""
    other = copy.deepcopy(tables)
    first, *inside = changed.path.replace("[]", "").split(".")
    for number, row in enumerate(other[changed.port]):
        holders = [row] if not inside else row[first] if "[]" in changed.path else [row[first]]
        for holder in holders:
            key = inside[0] if inside else first
            old = holder[key]
            holder[key] = old + 7 + number if isinstance(old, int) else f"{len(old) * 7}1"
    return other


def result(connection, tables, sql):
    """The values of each column of a query, whatever the order of the rows."""
    for name, schema in TABLES.items():
        found = pa.Table.from_pylist(tables[name], schema)
        connection.register("found", found)
        connection.execute(f"create or replace table p.{name} as from found")
    cursor = connection.execute(sql.format(o=ORDERS, p=PEOPLE, u=UNKNOWN))
    names = [column[0].lower() for column in cursor.description]
    values = zip(*cursor.fetchall(), strict=True)
    found = {name: sorted(map(repr, each)) for name, each in zip(names, values, strict=False)}
    return {name: found.get(name, []) for name in names}


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as found:
        found.execute("create schema p")
        yield found


@pytest.mark.parametrize("sql", [sql for sql, *_ in CASES])
def test_what_is_no_origin_changes_nothing(connection, sql):
    relation = followed(sql)
    before = result(connection, rows(), sql)
    moved = 0
    for changed in CHANGED:
        after = result(connection, with_other_values(rows(), changed), sql)
        chooses_rows = any(origin.concerns(changed) for origin in relation.rows)
        for name, value in relation.columns.items():
            is_origin = any(origin.concerns(changed) for origin in value.origins)
            if not (chooses_rows or is_origin):
                assert after[name] == before[name], f"{changed} changes {name}"
            moved += after[name] != before[name]
    # What nothing moves proves nothing, but for constants and counts.
    assert moved or not any(value.origins for value in relation.columns.values())
