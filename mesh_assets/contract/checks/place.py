"""A place: where a column's values stand in some data, said in SQL.

Rules are written against places, never against a form of data, so that one predicate serves JSON
records, CSV fields, Parquet columns and tables. Every expression is a promise that holds when it
is TRUE; FALSE and NULL both mean that it does not. Expressions join cheap proofs and exact
checks with OR, the cheap ones first: DuckDB evaluates the later ones only for rows that the
earlier ones left open, as long as the expression stands in a WHEN or WHERE.
"""

from dataclasses import dataclass

from mesh_assets.contract.model import Column


@dataclass(frozen=True, slots=True)
class Iteration:
    """A list that a place lies in, and the name of the lambda's variable for its elements."""

    items: str
    variable: str


@dataclass(frozen=True, slots=True)
class Place:
    """One column of a contract, in one form of data."""

    column: Column
    value: str
    """The value in the column's DuckDB type; NULL where there is none, or none of that type."""
    text: str
    """The value as text, for rules about text; NULL where it has none."""
    exists: str
    """The value is there, be it null; or it has no object that could hold it."""
    never_null: str
    """No value is null. What is absent is not null."""
    fits: str
    """Each value that is there, and not null, has the promised type."""
    closed: str = "FALSE"
    """Of an object: it has no properties but those of the contract."""
    lists: tuple[Iteration, ...] = ()
    """The lists around the value, outermost first; `value` and `text` speak of one element."""
    other_type: str = "FALSE"
    """The text comes from a value of another type, of which `fits` is the judge."""
    proven: str = "FALSE"
    """A cheap proof that the value is there, is not null and fits; like `value`, of one element."""

    def every(self, condition: str) -> str:
        """Quantify a condition on `value` or `text` over all the lists around it."""
        return every(self.lists, condition)


def every(lists: tuple[Iteration, ...], condition: str) -> str:
    """Write that a condition holds for each innermost element; absent lists have none."""
    for iteration in reversed(lists):
        # CASE keeps the order of proofs inside the lambda, where AND and OR would not.
        failing = f"CASE WHEN {condition} THEN FALSE ELSE TRUE END"
        failures = f"list_filter({iteration.items}, lambda {iteration.variable}: {failing})"
        condition = f"coalesce(len({failures}), 0) = 0"
    return f"({condition})"


def any_of(*conditions: str) -> str:
    """Join with OR, in order of cost."""
    return f"({' OR '.join(conditions)})"


def all_of(*conditions: str) -> str:
    """Join with AND, in order of cost."""
    return f"({' AND '.join(conditions)})"
