"""A contract's rules measured on tables."""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.contract.table_rules import RuleMeasurement, judge_table

K = RuleKind

TEXT = Column("text", LogicalType.STRING)
NUMBER = Column("number", LogicalType.INTEGER)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened


def contract(columns: Sequence[Column], *rules: Rule) -> Contract:
    return Contract("it", "it", "1.0.0", columns=tuple(columns), rules=rules)


def measure(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[Column],
    *rules: Rule,
    rest: str | None = None,
) -> list[RuleMeasurement]:
    return judge_table(connection, relation, contract(columns, *rules), rest_sql=rest)


def measure_one(
    connection: duckdb.DuckDBPyConnection,
    relation: str,
    columns: Sequence[Column],
    rule: Rule,
    rest: str | None = None,
) -> RuleMeasurement:
    [only] = measure(connection, relation, columns, rule, rest=rest)
    return only


def about(kind: RuleKind, column: str | None = None, **parameters: Any) -> Rule:
    return Rule(kind.value, kind, column, parameters)


def unique(*columns: str, scope: Scope = Scope.PARTITION) -> Rule:
    return Rule("unique", K.UNIQUE, None, {"columns": list(columns)}, scope=scope)


def counting(kind: RuleKind, column: str | None, operator: str, limit: Any, **more: Any) -> Rule:
    parameters = {"operator": operator, "limit": limit, **more}
    return Rule("count", kind, column, parameters, scope=Scope.PARTITION)


def test_a_measurement_says_what_was_found_and_what_is_allowed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rule = Rule("small", K.MAXIMUM, "number", {"limit": 2}, severity=Severity.WARNING)
    measured = measure_one(connection, "SELECT range AS number FROM range(5)", [NUMBER], rule)
    assert measured == RuleMeasurement(rule, 2, 5, False, "= 0 rows")
    assert measured.rule.severity is Severity.WARNING


def test_measurements_come_in_the_order_of_the_rules(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rules = [
        Rule("c", K.SQL, None, {"query": "SELECT 1 FROM ${table}", "operator": "=", "limit": 1}),
        Rule("b", K.TYPE, "absent", {"type": "string", "nullable": True}),
        unique("number"),
        Rule("a", K.TYPE, "number", {"type": "integer", "nullable": True}),
    ]
    columns = [NUMBER, Column("absent", LogicalType.STRING)]
    measured = measure(connection, "SELECT 1::BIGINT AS number", columns, *rules)
    assert [each.rule.name for each in measured] == ["c", "b", "unique", "a"]


def test_all_rules_about_rows_are_measured_in_one_scan(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    connection.execute("CREATE OR REPLACE SEQUENCE reads")
    rules = [
        *(Rule(f"{n}", K.MAXIMUM, "number", {"limit": n}) for n in range(20)),
        Rule("nulls", K.NULL_COUNT, "number", {"operator": "=", "limit": 0}),
        Rule("rows", K.ROW_COUNT, None, {"operator": "=", "limit": 10}),
        Rule("values", K.INVALID_COUNT, "number", {"operator": "=", "limit": 0, "values": [1]}),
    ]
    measure(connection, "SELECT nextval('reads') AS number FROM range(10)", [NUMBER], *rules)
    assert connection.execute("SELECT currval('reads')").fetchall() == [(10,)]


@pytest.mark.parametrize("rows", [0, 3])
@pytest.mark.parametrize(
    "rule",
    [
        about(K.TYPE, "number", type="integer", nullable=True),
        about(K.MINIMUM, "number", limit=1),
        unique("text", "number", scope=Scope.TABLE),
        counting(K.NULL_COUNT, "number", "<", 100, unit="percent"),
        counting(K.DUPLICATE_COUNT, "number", ">=", 0, columns=["number"]),
        counting(K.SQL, "number", ">=", 0, query="SELECT count(number) FROM ${table}"),
    ],
    ids=lambda value: getattr(value, "kind", value),
)
def test_a_column_that_is_missing_or_of_another_type_is_violated(
    connection: duckdb.DuckDBPyConnection, rule: Rule, rows: int
) -> None:
    columns = [TEXT, NUMBER]
    missing = measure_one(connection, f"SELECT 'x' AS text FROM range({rows})", columns, rule)
    assert (missing.kept, missing.detail) == (False, "the table has no column `number`")
    assert missing.measured == max(rows, 1)
    assert missing.total == rows
    retyped = f"SELECT 'x' AS text, '1' AS number FROM range({rows})"
    measured = measure_one(connection, retyped, columns, rule, rest=retyped)
    assert (measured.kept, measured.detail) == (False, "`number` is VARCHAR, not BIGINT")


ADDRESS = Column(
    "address",
    LogicalType.OBJECT,
    fields=(
        Column("city", LogicalType.STRING, required=True),
        Column("lines", LogicalType.ARRAY, items=Column("element", LogicalType.STRING)),
    ),
)


@pytest.mark.parametrize(
    ("value", "is_kept"),
    [
        ("{'city': 'x', 'lines': ['y']}", True),
        ("{'city': 'x', 'lines': [1]}", False),
        ("{'city': 'x'}", False),
        ("{'lines': ['y'], 'city': 'x'}", False),
        ("{'city': 'x', 'lines': ['y'], 'more': 1}", False),
        ("'x'", False),
    ],
)
def test_an_object_has_the_promised_fields_in_the_promised_types(
    connection: duckdb.DuckDBPyConnection, value: str, is_kept: bool
) -> None:
    rule = about(K.REQUIRED, "address.city", not_null=True)
    measured = measure_one(connection, f"SELECT {value} AS address", [ADDRESS], rule)
    assert measured.kept is is_kept


@pytest.mark.parametrize(
    ("column", "value", "is_kept"),
    [
        (Column("a", LogicalType.DECIMAL, precision=18, scale=2), "1::DECIMAL(18, 2)", True),
        (Column("a", LogicalType.DECIMAL, precision=18, scale=2), "1::DECIMAL(18, 3)", False),
        (Column("a", LogicalType.DECIMAL, precision=18, scale=2), "1::DOUBLE", False),
        (Column("a", LogicalType.DECIMAL), "1::DECIMAL(38, 9)", True),
        (Column("a", LogicalType.TIMESTAMP), "TIMESTAMPTZ '2026-01-01'", True),
        (Column("a", LogicalType.TIMESTAMP), "TIMESTAMP '2026-01-01'", False),
        (Column("a", LogicalType.STRING), "'x'", True),
        (Column("a", LogicalType.STRING), "'{}'::JSON", False),
        (Column("a", LogicalType.JSON), "'{}'::JSON", True),
        (Column("a", LogicalType.JSON), "'{\"b\": [1]}'", True),
        (Column("a", LogicalType.JSON), "'{\"b\": '", False),
        (Column("a", LogicalType.NUMBER), "1.5::DOUBLE", True),
        (Column("a", LogicalType.NUMBER), "'nan'::DOUBLE", False),
        (Column("a", LogicalType.NUMBER), "'-inf'::DOUBLE", False),
        (Column("a", LogicalType.INTEGER), "1::INTEGER", False),
        (Column("a", LogicalType.BOOLEAN), "true", True),
        (Column("a", LogicalType.DATE), "DATE '2026-01-01'", True),
    ],
)
def test_a_value_has_the_promised_type(
    connection: duckdb.DuckDBPyConnection, column: Column, value: str, is_kept: bool
) -> None:
    rule = about(K.TYPE, "a", type=column.type.value, nullable=True)
    measured = measure_one(connection, f"SELECT {value} AS a", [column], rule)
    assert measured.kept is is_kept
    null = f"SELECT NULL::{duckdb_type(column)} AS a"
    assert measure_one(connection, null, [column], rule).kept


def test_a_rule_about_text_cannot_be_kept_by_a_column_that_has_none(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    column = Column("at", LogicalType.TIMESTAMP)
    rule = about(K.PATTERN, "at", regex="Z$")
    measured = measure_one(connection, "SELECT now() AS at", [column], rule)
    assert not measured.kept
    assert "no longer has the text" in measured.detail
    written = about(K.FORMAT, "at", format="date-time")
    assert measure_one(connection, "SELECT now() AS at", [column], written).kept


def test_columns_that_nobody_promised_close_no_open_table(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    rule = about(K.ADDITIONAL_PROPERTIES, allowed=["number"])
    more = "SELECT 1::BIGINT AS number, 2 AS more FROM range(3)"
    assert measure_one(connection, more, [NUMBER], rule).measured == 3
    assert measure_one(connection, "SELECT 1::BIGINT AS number", [NUMBER], rule).kept


@pytest.mark.parametrize(
    ("here", "rest", "in_partition", "in_table"),
    [
        ("('a', 1), ('b', 1)", "('c', 1)", 0, 0),
        ("('a', 1), ('a', 1), ('a', 1)", "('c', 1)", 2, 2),
        ("('a', 1), ('b', 2)", "('a', 1), ('a', 1), ('b', 1)", 0, 1),
        ("('a', 1), ('a', 1)", "('a', 1)", 1, 2),
        ("('a', NULL), ('a', NULL)", "('a', NULL)", 0, 0),
        ("(NULL, 1), (NULL, 1), ('a', 1)", "('a', 1)", 0, 1),
    ],
)
def test_rows_too_many_are_counted_in_the_partition_and_beside_the_rest(
    connection: duckdb.DuckDBPyConnection,
    here: str,
    rest: str,
    in_partition: int,
    in_table: int,
) -> None:
    columns = [TEXT, NUMBER]
    relation, remaining = (
        f"SELECT text, number::BIGINT AS number FROM (VALUES {rows}) AS it (text, number)"
        for rows in (here, rest)
    )
    key = ("text", "number")
    alone = measure_one(connection, relation, columns, unique(*key), rest=remaining)
    beside = measure_one(
        connection, relation, columns, unique(*key, scope=Scope.TABLE), rest=remaining
    )
    first = measure_one(connection, relation, columns, unique(*key, scope=Scope.TABLE))
    assert (alone.measured, beside.measured) == (in_partition, in_table)
    assert first.measured == in_partition


@pytest.mark.parametrize(
    ("query", "measured", "is_kept", "detail"),
    [
        ("SELECT count(*) FROM ${table} WHERE number > 1", 2, True, ""),
        ("SELECT count(*) FROM ${table} a JOIN ${table} b USING (number) -- all", 4, False, ""),
        ("WITH big AS (FROM ${table} WHERE number > 1) SELECT count(*) FROM big", 2, True, ""),
        ("SELECT sum(number)::DECIMAL(9, 1) / 3 FROM ${table}", 2.0, True, ""),
        ("SELECT count(*) = 4 FROM ${table}", 1, False, ""),
        ("SELECT sum(number) FROM ${table} WHERE number > 9", None, False, "gave null"),
        ("SELECT 'nan'::DOUBLE FROM ${table} LIMIT 1", None, False, "gave nan"),
        ("SELECT number FROM ${table}", None, False, "gave several rows"),
        ("SELECT number FROM ${table} WHERE number > 9", None, False, "gave no row"),
        ("SELECT 'x' FROM ${table} LIMIT 1", None, False, "gave x"),
        ("SELECT 1, 2 FROM ${table} LIMIT 1", None, False, "gave 2 columns"),
    ],
)  # fmt: skip
def test_a_query_is_measured_on_the_rows_that_are_judged(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    measured: float | None,
    is_kept: bool,
    detail: str,
) -> None:
    rule = counting(K.SQL, None, "=", 2, query=query)
    relation = "SELECT range AS number FROM range(4)"
    found = measure_one(connection, relation, [NUMBER], rule)
    assert (found.measured, found.kept, found.expected) == (measured, is_kept, "= 2")
    assert detail in found.detail


@pytest.mark.parametrize("query", ["SELECT 2; DROP TABLE kept", "DROP TABLE kept", "SELECT no"])
def test_a_query_that_cannot_be_run_is_an_error_and_changes_nothing(
    connection: duckdb.DuckDBPyConnection, query: str
) -> None:
    connection.execute("CREATE OR REPLACE TABLE kept AS SELECT 1 AS number")
    rule = counting(K.SQL, None, "=", 2, query=query)
    with pytest.raises(duckdb.Error):
        measure(connection, "SELECT 1::BIGINT AS number", [NUMBER], rule)
    assert connection.execute("FROM kept").fetchall() == [(1,)]


@pytest.mark.parametrize(
    ("operator", "limit", "kept_for"),
    [
        ("=", 2, {2}),
        ("!=", 2, {0, 1, 3, 4}),
        (">", 2, {3, 4}),
        (">=", 2, {2, 3, 4}),
        ("<", 2, {0, 1}),
        ("<=", 2, {0, 1, 2}),
        ("between", (1, 3), {1, 2, 3}),
        ("not between", [1, 3], {0, 4}),
    ],
)
def test_a_count_is_held_against_its_limit(
    connection: duckdb.DuckDBPyConnection, operator: str, limit: Any, kept_for: set[int]
) -> None:
    rule = counting(K.ROW_COUNT, None, operator, limit)
    found = {
        rows
        for rows in range(5)
        if measure_one(
            connection, f"SELECT range AS number FROM range({rows})", [NUMBER], rule
        ).kept
    }
    assert found == kept_for


@pytest.mark.parametrize(
    ("rows", "measured", "is_kept"), [(0, 0, True), (3, 100 / 3, False), (4, 25, True)]
)
def test_a_share_is_of_the_rows_and_of_no_rows_is_none(
    connection: duckdb.DuckDBPyConnection, rows: int, measured: float, is_kept: bool
) -> None:
    rule = counting(K.NULL_COUNT, "number", "<=", 25, unit="percent")
    relation = f"SELECT nullif(range, 1) AS number FROM range({rows})"
    found = measure_one(connection, relation, [NUMBER], rule)
    assert found.measured == pytest.approx(measured)
    assert (found.kept, found.expected) == (is_kept, "<= 25 percent")


def test_no_rows_violate_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    rules = [
        about(K.REQUIRED, "number", not_null=True),
        unique("number", scope=Scope.TABLE),
        counting(K.DUPLICATE_COUNT, "number", "=", 0, columns=["number"]),
    ]
    nothing = "SELECT 1::BIGINT AS number WHERE false"
    measured = measure(connection, nothing, [NUMBER], *rules, rest="SELECT 1::BIGINT AS number")
    assert [(each.measured, each.total, each.kept) for each in measured] == [(0, 0, True)] * 3


def test_a_long_list_of_odd_values_is_held_literally(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    values = ["it's", '"', "\\", "", "%", *(f"v{n}" for n in range(500))]
    connection.execute("CREATE OR REPLACE TABLE odd AS SELECT unnest(?) AS text", [[*values, "_"]])
    rule = counting(K.INVALID_COUNT, "text", "=", 0, unit="rows", values=values)
    assert measure_one(connection, "FROM odd", [TEXT], rule).measured == 1


# A plain model in Python of what each rule says of a row, held against the SQL.

COLUMNS = (
    Column("id", LogicalType.STRING, required=True),
    Column("n", LogicalType.INTEGER),
    Column("amount", LogicalType.DECIMAL, precision=9, scale=2),
    Column("ratio", LogicalType.NUMBER),
    Column("day", LogicalType.DATE),
    Column("at", LogicalType.TIMESTAMP),
    Column(
        "place",
        LogicalType.OBJECT,
        fields=(
            Column("city", LogicalType.STRING, required=True),
            Column("code", LogicalType.STRING),
        ),
    ),
    Column(
        "tags",
        LogicalType.ARRAY,
        items=Column("element", LogicalType.STRING, required=True),
    ),
    Column(
        "lines",
        LogicalType.ARRAY,
        items=Column(
            "element",
            LogicalType.OBJECT,
            fields=(
                Column("sku", LogicalType.STRING, required=True),
                Column("quantity", LogicalType.INTEGER),
            ),
        ),
    ),
)
REQUIRED = ("id", "place.city", "tags[]", "lines[].sku")
TEXTS = ("id", "place.city", "place.code", "tags[]", "lines[].sku")
INTEGERS = ("n", "lines[].quantity")
LISTS = ("tags", "lines")

Row = dict[str, Any]
Verdict = Callable[[Any], bool]


def found_at(value: Any, path: str) -> list[Any]:
    """Every value at a path, nulls included; where what should hold it is null there is none."""
    name, _, rest = path.partition(".")
    column, brackets, _ = name.partition("[]")
    here = [value[column]] if column else [value]
    if brackets:
        here = [element for each in here if each is not None for element in each]
    if not rest:
        return here
    return [found for each in here if each is not None for found in found_at(each, rest)]


def violations(rows: Sequence[Row], path: str, is_kept: Verdict, *, null: bool = True) -> int:
    """Rows in which some value at the path breaks a rule; null does so where it is not `null`."""

    def breaks(value: Any) -> bool:
        return not null if value is None else not is_kept(value)

    return sum(any(breaks(value) for value in found_at(row, path)) for row in rows)


def missing_values(rows: Sequence[Row], path: str, values: Sequence[Any], *, null: bool) -> int:
    """A column without anything to hold it counts as null, except inside lists."""
    count = 0
    for row in rows:
        found = found_at(row, path)
        if not found and "[]" not in path:
            found = [None]
        count += any(null if value is None else value in values for value in found)
    return count


def repetitions(rows: Sequence[Row], keys: Sequence[str], rest: Sequence[Row]) -> int:
    def key(row: Row) -> tuple[Any, ...] | None:
        values = tuple((found_at(row, path) or [None])[0] for path in keys)
        return None if None in values else values

    known = {key(row) for row in rest}
    counts = Counter(found for row in rows if (found := key(row)) is not None)
    return sum(times - (found not in known) for found, times in counts.items())


ALPHABET = st.sampled_from(["", "a", "ab", "b", "é", "ab\nc"])
SMALL = st.integers(-3, 3)


def nullable(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": nullable(ALPHABET),
            "n": nullable(SMALL),
            "amount": nullable(st.decimals(-9, 9, places=2)),
            "ratio": nullable(st.sampled_from([0.5, -1.0, math.nan, math.inf])),
            "day": nullable(st.dates(date(2026, 1, 1), date(2026, 1, 4))),
            "at": nullable(
                st.datetimes(datetime(2026, 1, 1), datetime(2026, 1, 2), timezones=st.just(UTC))  # noqa: DTZ001
            ),
            "place": nullable(
                st.fixed_dictionaries({"city": nullable(ALPHABET), "code": nullable(ALPHABET)})
            ),
            "tags": nullable(st.lists(nullable(ALPHABET), max_size=3)),
            "lines": nullable(
                st.lists(
                    st.fixed_dictionaries({"sku": nullable(ALPHABET), "quantity": nullable(SMALL)}),
                    max_size=2,
                )
            ),
        }
    ),
    max_size=5,
)

Modelled = tuple[Rule, Callable[[Sequence[Row], Sequence[Row]], int]]


@st.composite
def required_rule(draw: st.DrawFn) -> Modelled:
    path = draw(st.sampled_from(REQUIRED))
    rule = Rule("", K.REQUIRED, path, {"not_null": True})
    return rule, lambda rows, _: violations(rows, path, lambda _: True, null=False)


@st.composite
def text_rule(draw: st.DrawFn) -> Modelled:
    path = draw(st.sampled_from(TEXTS))
    limit, word = draw(st.integers(0, 3)), draw(ALPHABET)
    regex = draw(st.sampled_from(["a", "^ab?$", "^$", "é"]))
    kind, parameters, verdict = draw(
        st.sampled_from(
            [
                (K.MIN_LENGTH, {"limit": limit}, lambda text: len(text) >= limit),
                (K.MAX_LENGTH, {"limit": limit}, lambda text: len(text) <= limit),
                (K.PATTERN, {"regex": regex}, re.compile(regex.replace("$", r"\Z")).search),
                (K.ENUM, {"values": ["a", word]}, lambda text: text in {"a", word}),
                (K.CONST, {"value": word}, lambda text: text == word),
            ]
        )
    )
    # Elsewhere a null stands for what is absent; in a list it is there, and no allowed value.
    null = kind not in {K.ENUM, K.CONST} or path != "tags[]"
    rule = Rule("", kind, path, parameters)
    return rule, lambda rows, _: violations(rows, path, verdict, null=null)


@st.composite
def order_rule(draw: st.DrawFn) -> Modelled:
    path, limits = draw(
        st.sampled_from(
            [
                *((path, SMALL) for path in INTEGERS),
                ("amount", st.decimals(-9, 9, places=2)),
                ("day", st.dates(date(2026, 1, 1), date(2026, 1, 4))),
                ("at", st.just(datetime(2026, 1, 1, 12, tzinfo=UTC))),
            ]
        )
    )
    limit, exclusive = draw(limits), draw(st.booleans())
    kind, verdict = draw(
        st.sampled_from(
            [
                (K.MINIMUM, lambda value: value > limit or (value == limit and not exclusive)),
                (K.MAXIMUM, lambda value: value < limit or (value == limit and not exclusive)),
            ]
        )
    )
    rule = Rule("", kind, path, {"limit": limit, "exclusive": exclusive})
    return rule, lambda rows, _: violations(rows, path, verdict)


@st.composite
def list_rule(draw: st.DrawFn) -> Modelled:
    path, limit = draw(st.sampled_from(LISTS)), draw(st.integers(0, 3))
    kind, parameters, verdict = draw(
        st.sampled_from(
            [
                (K.MIN_ITEMS, {"limit": limit}, lambda items: len(items) >= limit),
                (K.MAX_ITEMS, {"limit": limit}, lambda items: len(items) <= limit),
                (K.UNIQUE_ITEMS, {}, lambda items: all(items.count(item) == 1 for item in items)),
            ]
        )
    )
    return Rule("", kind, path, parameters), lambda rows, _: violations(rows, path, verdict)


@st.composite
def number_rule(draw: st.DrawFn) -> Modelled:
    step = draw(st.integers(1, 3))
    return draw(
        st.sampled_from(
            [
                (
                    Rule("", K.MULTIPLE_OF, "n", {"step": step}),
                    lambda rows, _: violations(rows, "n", lambda value: value % step == 0),
                ),
                (
                    Rule("", K.TYPE, "ratio", {"type": "number", "nullable": True}),
                    lambda rows, _: violations(rows, "ratio", math.isfinite),
                ),
            ]
        )
    )


NONE = {"operator": "=", "limit": 0, "unit": "rows"}


@st.composite
def count_rule(draw: st.DrawFn) -> Modelled:
    path = draw(st.sampled_from([*TEXTS, "n"]))
    values = [draw(SMALL)] if path == "n" else [draw(ALPHABET), "a"]
    null = draw(st.booleans())
    missing = Rule("", K.NULL_COUNT, path, NONE | {"values": values, "null": null})
    invalid = Rule("", K.INVALID_COUNT, path, NONE | {"values": values})
    return draw(
        st.sampled_from(
            [
                (missing, lambda rows, _: missing_values(rows, path, values, null=null)),
                (invalid, lambda rows, _: violations(rows, path, lambda value: value in values)),
            ]
        )
    )


@st.composite
def key_rule(draw: st.DrawFn) -> Modelled:
    keys = draw(st.lists(st.sampled_from(["id", "n", "day"]), min_size=1, unique=True))
    rule = draw(
        st.sampled_from(
            [
                Rule("", K.UNIQUE, None, {"columns": keys}, scope=Scope.PARTITION),
                Rule("", K.UNIQUE, None, {"columns": keys}, scope=Scope.TABLE),
                Rule("", K.DUPLICATE_COUNT, None, NONE | {"columns": ["place.city", *keys]}),
            ]
        )
    )
    columns = rule.parameters["columns"]
    return rule, lambda rows, rest: repetitions(
        rows, columns, rest if rule.scope is Scope.TABLE else []
    )


@pytest.fixture(scope="module")
def tables(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    columns = ", ".join(f"{quote_identifier(c.name)} {duckdb_type(c)}" for c in COLUMNS)
    for name in ("here", "rest"):
        connection.execute(f"CREATE OR REPLACE TABLE {name} ({columns})")
    return connection


def fill(connection: duckdb.DuckDBPyConnection, name: str, rows: Sequence[Row]) -> None:
    connection.execute(f"TRUNCATE {name}")
    if rows:
        written = (", ".join(literal(row[column.name]) for column in COLUMNS) for row in rows)
        connection.execute(
            f"INSERT INTO {name} VALUES {', '.join(f'({each})' for each in written)}"
        )


def literal(value: Any) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{key}: {literal(value[key])}' for key in sorted(value))}}}"
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case float():
            return f"'{value}'::DOUBLE"
        case _:
            return quote_literal(value)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rows=ROWS,
    rest=ROWS,
    modelled=st.lists(
        st.one_of(
            required_rule(),
            text_rule(),
            order_rule(),
            list_rule(),
            number_rule(),
            count_rule(),
            key_rule(),
        ),
        min_size=1,
        max_size=8,
    ),
)
def test_every_count_is_that_of_a_plain_model(
    tables: duckdb.DuckDBPyConnection,
    rows: list[Row],
    rest: list[Row],
    modelled: list[Modelled],
) -> None:
    fill(tables, "here", rows)
    fill(tables, "rest", rest)
    named = [
        Rule(f"{number}", rule.kind, rule.column, rule.parameters, scope=rule.scope)
        for number, (rule, _) in enumerate(modelled)
    ]
    measured = measure(tables, "FROM here", COLUMNS, *named, rest="FROM rest")
    expected = [model(rows, rest) for _, model in modelled]
    assert [each.measured for each in measured] == expected
    assert [each.kept for each in measured] == [count == 0 for count in expected]
    assert {each.total for each in measured} == {len(rows)}


def test_the_model_itself_can_tell_right_from_wrong() -> None:
    row = {"place": None, "lines": [{"sku": None}, {"sku": "a"}], "amount": Decimal(1)}
    assert found_at(row, "lines[].sku") == [None, "a"]
    assert found_at(row, "place.city") == []
    assert violations([row], "lines[].sku", lambda _: True, null=False) == 1
    assert missing_values([row], "place.city", [], null=True) == 1
    assert repetitions([row, row], ["amount"], [row]) == 2
