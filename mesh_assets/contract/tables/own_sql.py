"""A contract's own SQL, placed on the rows that are judged.

The query becomes part of another one, so that it can only be one SELECT and change nothing.
"""

ROWS = "${table}"
"""Stands in a rule's query for the rows that are judged."""

_NAME = '"mesh:judged"'


def on_rows(query: str, rows: str) -> str:
    """Write the query on the rows that a SELECT gives."""
    # The line breaks end a comment that may stand last in either.
    placed = query.strip().removesuffix(";").replace(ROWS, _NAME)
    return f"WITH {_NAME} AS (\n{rows}\n) SELECT * FROM (\n{placed}\n)"
