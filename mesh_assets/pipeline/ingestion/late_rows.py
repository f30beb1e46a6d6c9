"""Accepted rows of earlier partitions than that of their arrival, counted by partition."""

import duckdb

from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.product.lateness import ArrivalWindow


def count_late_rows(
    connection: duckdb.DuckDBPyConnection, accepted_sql: str, window: ArrivalWindow | None
) -> dict[str, int]:
    """Count the late rows among those that a query gives, by the key of their partition."""
    if window is None or not window.earlier:
        return {}
    column = quote_identifier(window.arrived.column)
    earlier = ", ".join(
        f"({quote_literal(each.key)}, {quote_literal(each.start)}, {quote_literal(each.end)})"
        for each in window.earlier
    )
    counted = connection.execute(
        f"SELECT earlier.key, count(*) FROM ({accepted_sql}) AS accepted "
        f"JOIN (VALUES {earlier}) AS earlier(key, starts, ends) "
        f"ON accepted.{column} >= earlier.starts AND accepted.{column} < earlier.ends "
        "GROUP BY earlier.key ORDER BY earlier.key"
    ).fetchall()
    return dict(counted)
