"""Records for a schema of eleven rules, one in fifty of them broken."""

import json
from pathlib import Path

from benchmarks.rivals import connected
from mesh_assets.contract.sql import quote_literal

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "orders.v1",
    "type": "object",
    "required": ["order_id", "customer_id", "email", "amount", "status", "quantity", "created_at"],
    "properties": {
        "order_id": {"type": "string", "pattern": "^ord_[a-z0-9]{10}$"},
        "customer_id": {"type": "string", "pattern": "^cus_[a-z0-9]{10}$"},
        "email": {"type": "string", "maxLength": 60},
        "amount": {"type": "number", "minimum": 0},
        "currency": {"type": ["string", "null"], "enum": ["USD", "EUR", "GBP", None]},
        "status": {"type": "string", "enum": ["pending", "shipped", "delivered"]},
        "quantity": {"type": "integer", "minimum": 1, "maximum": 1000},
        "note": {"type": ["string", "null"], "minLength": 1},
        "created_at": {"type": "string", "format": "date-time"},
    },
}

_BREAKAGES = {
    "order_id": "'order ' || i",
    "customer_id": "NULL",
    "email": "repeat('x', 50) || '@example.com'",
    "amount": "-1.5",
    "currency": "'XXX'",
    "status": "'lost'",
    "quantity": "0",
    "created_at": "'yesterday'",
}
_VALUES = {
    "order_id": "'ord_' || lpad(i::VARCHAR, 10, '0')",
    "customer_id": "'cus_' || lpad((i % 40000)::VARCHAR, 10, '0')",
    "email": "'someone.' || (i % 40000) || '@example.com'",
    "amount": "(i % 90000) / 100",
    "currency": "CASE i % 4 WHEN 0 THEN 'USD' WHEN 1 THEN 'EUR' WHEN 2 THEN 'GBP' END",
    "status": "CASE i % 3 WHEN 0 THEN 'pending' WHEN 1 THEN 'shipped' ELSE 'delivered' END",
    "quantity": "1 + i % 7",
    "note": "CASE WHEN i % 5 = 0 THEN 'leave at the door' END",
    "created_at": (
        "strftime(TIMESTAMP '2026-01-05' + to_seconds(i % 86400), '%Y-%m-%dT%H:%M:%SZ')"
    ),
}


def write_schema(file: Path) -> None:
    """Write the schema."""
    file.write_text(json.dumps(SCHEMA, indent=2), encoding="utf-8")


def write_records(file: Path, rows: int) -> None:
    """Write so many records as NDJSON; each has all properties."""
    broken = list(_BREAKAGES)
    values = ", ".join(
        f"CASE WHEN i % 50 = 0 AND (i // 50) % {len(broken)} = {broken.index(name)} "
        f"THEN {_BREAKAGES[name]} ELSE {value} END AS {name}"
        if name in _BREAKAGES
        else f"{value} AS {name}"
        for name, value in _VALUES.items()
    )
    with connected(file) as connection:
        connection.execute(
            f"COPY (SELECT {values} FROM range({rows}) AS numbers(i)) "
            f"TO {quote_literal(str(file))} (FORMAT json)"
        )
