"""ODCS 3.x read as columns and rules."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import duckdb
import jsonschema_rs
import pytest
import yaml

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope, Severity
from mesh_assets.contract.table_rules import judge_table
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.settings import PROJECT

STANDARD = json.loads(
    (PROJECT / "mesh_assets" / "contract" / "standards" / "odcs-3.1.0.schema.json").read_text()
)
CUSTOMER_ORDERS = PROJECT / "mesh_assets" / "domains" / "orders" / "customer_orders"

HEAD = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    logicalType: object
"""


class Home:
    """A folder in which contracts are written and loaded."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "contract.odcs.yaml"

    def load(self, text: str, table: str | None = None) -> Contract:
        self.file.write_text(text)
        return load_contract(self.file, table=table)

    def load_valid(self, properties: str, quality: str = "") -> Contract:
        """Load a table that the published schema of ODCS 3.1 accepts as well."""
        text = table(properties, quality)
        jsonschema_rs.validator_for(STANDARD).validate(yaml.safe_load(text))
        return self.load(text)

    def problems(self, text: str, table: str | None = None) -> list[Problem]:
        with pytest.raises(DocumentError) as caught:
            self.load(text, table)
        return list(caught.value.problems)

    def problem(self, properties: str, quality: str = "") -> Problem:
        [only] = self.problems(table(properties, quality))
        return only


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def table(properties: str, quality: str = "") -> str:
    checks = f"    quality:\n{_indented(quality)}" if quality else ""
    return f"{HEAD}    properties:\n{_indented(properties)}{checks}"


def _indented(text: str) -> str:
    return indent(dedent(text).strip(), " " * 6) + "\n"


def rules(contract: Contract) -> dict[str, Rule]:
    return {rule.name: rule for rule in contract.rules}


def test_the_contract_of_the_demo_promises_what_it_says() -> None:
    file = CUSTOMER_ORDERS / "contract.odcs.yaml"
    jsonschema_rs.validator_for(STANDARD).validate(yaml.safe_load(file.read_text()))
    contract = load_contract(file, table="customer_orders")
    assert (contract.name, contract.version) == ("customer_orders", "2.2.0")
    assert contract.primary_key == ("order_id",)
    assert [path for path, column in contract.walk() if column.is_personal] == [
        "customer_email",
        "phone_number",
        "shipping_address",
    ]
    total = contract.column("total_amount")
    assert total is not None
    assert (total.type, total.precision, total.scale) == (LogicalType.DECIMAL, 18, 2)
    found = rules(contract)
    assert found["order_id.unique"].scope is Scope.TABLE
    assert found["total_amount.minimum"].parameters == {"limit": Decimal("0.01")}
    assert found["shipping_address.country.pattern"].parameters == {"regex": "^[A-Z]{2}$"}
    assert found["phone_number_mostly_present"].severity is Severity.WARNING
    assert found["updated_before_created"].parameters == {
        "operator": "=",
        "limit": 0,
        "query": "SELECT count(*) FROM ${table} WHERE updated_at < created_at",
    }


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("logicalType: string", (LogicalType.STRING, None, None)),
        ("logicalType: string, physicalType: uuid", (LogicalType.STRING, None, None)),
        ("logicalType: integer", (LogicalType.INTEGER, None, None)),
        ("logicalType: integer, physicalType: 'NUMBER(38, 0)'", (LogicalType.INTEGER, None, None)),
        ("logicalType: number", (LogicalType.NUMBER, None, None)),
        ("logicalType: number, physicalType: int", (LogicalType.INTEGER, None, None)),
        ("logicalType: number, physicalType: 'decimal(18, 2)'", (LogicalType.DECIMAL, 18, 2)),
        ("logicalType: number, physicalType: 'NUMERIC(9)'", (LogicalType.DECIMAL, 9, 0)),
        ("logicalType: number, physicalType: decimal", (LogicalType.DECIMAL, None, None)),
        ("logicalType: number, physicalType: double precision", (LogicalType.NUMBER, None, None)),
        ("physicalType: 'decimal(10,4)'", (LogicalType.DECIMAL, 10, 4)),
        ("physicalType: character varying(20)", (LogicalType.STRING, None, None)),
        ("physicalType: timestamp(6) with time zone", (LogicalType.TIMESTAMP, None, None)),
        ("logicalType: boolean", (LogicalType.BOOLEAN, None, None)),
        ("logicalType: date", (LogicalType.DATE, None, None)),
        ("logicalType: date, physicalType: timestamp", (LogicalType.TIMESTAMP, None, None)),
        (
            "logicalType: date, logicalTypeOptions: {format: 'yyyy-MM-dd HH:mm'}",
            (LogicalType.TIMESTAMP, None, None),
        ),
        ("logicalType: timestamp", (LogicalType.TIMESTAMP, None, None)),
        ("logicalType: time", (LogicalType.STRING, None, None)),
        ("logicalType: object", (LogicalType.JSON, None, None)),
        ("logicalType: string, physicalType: geography", (LogicalType.STRING, None, None)),
    ],
)
def test_a_column_has_the_type_that_both_types_describe(
    home: Home, written: str, expected: tuple[LogicalType, int | None, int | None]
) -> None:
    [column] = home.load_valid(f"- {{name: a, {written}}}").columns
    assert (column.type, column.precision, column.scale) == expected


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("description: what", "say what `a` holds: add logicalType"),
        ("logicalType: strnig", "`strnig` is no logicalType of ODCS"),
        ("logicalType: integer, physicalType: varchar", "`varchar` is no integer"),
        ("logicalType: integer, physicalType: 'decimal(18, 2)'", "is no integer"),
        ("logicalType: number, physicalType: 'decimal(18, 2'", "such as decimal(18, 2)"),
        ("logicalType: number, physicalType: 'decimal(39, 2)'", "a decimal has 1 to 38 digits"),
        ("logicalType: number, physicalType: 'decimal(2, 3)'", "a decimal has 1 to 38 digits"),
        ("logicalType: number, physicalType: 'decimal(8, -2)'", "a decimal has 1 to 38 digits"),
        ("logicalType: array", "say what the array `a` holds: add items"),
        ("logicalType: string, items: {logicalType: string}", "`items` says nothing about a"),
        ("logicalType: array, items: {description: x}", "say what `element` holds"),
        (
            "logicalType: string, properties: [{name: b, logicalType: string}]",
            "`properties` says nothing about a string",
        ),
        ("logicalType: object, map: {key: {logicalType: string}}", "a map is not judged"),
    ],
)
def test_a_type_that_is_not_understood_is_a_problem(home: Home, written: str, message: str) -> None:
    assert message in home.problem(f"- {{name: a, {written}}}").message


def test_a_misspelt_type_comes_with_the_one_that_was_meant(home: Home) -> None:
    assert home.problem("- {name: a, logicalType: strnig}").suggestion == "string"


def test_a_column_carries_what_it_means_to_people(home: Home) -> None:
    [column] = home.load_valid("""
        - name: a
          businessName: A
          logicalType: string
          classification: restricted
          tags: [pii, uid]
    """).columns
    assert (column.description, column.classification) == ("A", "restricted")
    assert column.tags == ("pii", "uid")
    assert column.is_personal


def test_the_column_has_its_physical_name(home: Home) -> None:
    contract = home.load_valid(
        """
        - {name: transaction id, physicalName: txn_id, logicalType: string, required: true}
        - {name: tenant, logicalType: string}
        """,
        """
        - {metric: duplicateValues, arguments: {properties: [tenant, transaction id]}, mustBe: 0}
        """,
    )
    assert [column.name for column in contract.columns] == ["txn_id", "tenant"]
    assert rules(contract)["txn_id.required"].column == "txn_id"
    assert rules(contract)["duplicateValues"].parameters["columns"] == ["tenant", "txn_id"]


def test_objects_and_arrays_are_read_to_their_depth(home: Home) -> None:
    contract = home.load_valid("""
        - name: customer
          logicalType: object
          required: true
          properties:
            - name: addresses
              logicalType: array
              logicalTypeOptions: {minItems: 1, uniqueItems: true}
              items:
                logicalType: object
                required: true
                properties:
                  - {name: city, logicalType: string, required: true}
                  - {name: tags, logicalType: array, items: {logicalType: string}}
    """)
    assert [path for path, _ in contract.walk()] == [
        "customer",
        "customer.addresses",
        "customer.addresses[]",
        "customer.addresses[].city",
        "customer.addresses[].tags",
        "customer.addresses[].tags[]",
    ]
    found = rules(contract)
    assert found["customer.addresses[].required"].kind is RuleKind.REQUIRED
    assert found["customer.addresses[].city.required"].column == "customer.addresses[].city"
    assert found["customer.addresses.unique_items"].parameters == {}


def test_required_is_not_null_and_everything_has_a_type(home: Home) -> None:
    contract = home.load_valid("""
        - {name: a, logicalType: string, required: true}
        - {name: b, logicalType: object}
    """)
    found = rules(contract)
    assert found["a.required"].parameters == {"not_null": True}
    assert "b.required" not in found
    assert found["b.type"].parameters == {"type": "json", "nullable": True, "json": "object"}


@pytest.mark.parametrize(
    ("positions", "key"),
    [
        (("primaryKeyPosition: 2", "primaryKeyPosition: 1"), ("b", "a")),
        (("primaryKeyPosition: -1", "tags: []"), ("a", "b")),
    ],
)
def test_a_key_of_several_columns_is_one_rule_in_its_order(
    home: Home, positions: tuple[str, str], key: tuple[str, str]
) -> None:
    first, second = positions
    contract = home.load_valid(f"""
        - {{name: a, logicalType: string, primaryKey: true, {first}}}
        - {{name: b, logicalType: string, primaryKey: true, unique: true, {second}}}
        - {{name: c, logicalType: string, primaryKey: false, primaryKeyPosition: -1}}
    """)
    assert contract.primary_key == key
    unique = [rule for rule in contract.rules if rule.kind is RuleKind.UNIQUE]
    assert unique == [
        Rule("primary_key.unique", RuleKind.UNIQUE, None, {"columns": list(key)}, scope=Scope.TABLE)
    ]
    assert {"a.required", "b.required"} <= rules(contract).keys()


@pytest.mark.parametrize(
    ("custom", "scope"),
    [
        ("", Scope.PARTITION),
        (", customProperties: [{property: uniqueScope, value: partition}]", Scope.PARTITION),
        (", customProperties: [{property: uniqueScope, value: table}]", Scope.TABLE),
        (", customProperties: [{property: anonymization, value: none}]", Scope.PARTITION),
    ],
)
def test_a_unique_column_is_unique_in_its_partition_unless_it_says_otherwise(
    home: Home, custom: str, scope: Scope
) -> None:
    contract = home.load_valid(f"- {{name: a, logicalType: string, unique: true{custom}}}")
    assert rules(contract)["a.unique"].scope is scope


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (
            """
            - {name: a, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
            - {name: b, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
            """,
            "primaryKeyPosition of each key column is different",
        ),
        (
            """
            - {name: a, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
            - {name: b, logicalType: string, primaryKey: true}
            """,
            "primaryKeyPosition of each key column is different",
        ),
        ("- {name: a, logicalType: string, primaryKey: true, primaryKeyPosition: 0}", "with 1"),
        ("- {name: a, logicalType: string, primaryKeyPosition: 1}", "needs `primaryKey: true`"),
        (
            """
            - name: a
              logicalType: object
              properties: [{name: b, logicalType: string, unique: true}]
            """,
            "only a column at the top can be unique",
        ),
        (
            """
            - name: a
              logicalType: array
              items: {logicalType: string, primaryKey: true}
            """,
            "only a column at the top can be a key",
        ),
        (
            """
            - name: a
              logicalType: string
              customProperties: [{property: uniqueScope, value: table}]
            """,
            "uniqueScope needs `unique: true`",
        ),
        (
            """
            - name: a
              logicalType: string
              unique: true
              customProperties: [{property: uniqueScope, value: world}]
            """,
            "uniqueScope is table or partition",
        ),
        (
            """
            - name: a
              logicalType: string
              unique: true
              customProperties: [{property: uniqueScop, value: table}]
            """,
            "`uniqueScop` is not known",
        ),
        (
            """
            - name: a
              logicalType: string
              primaryKey: true
              unique: true
              customProperties: [{property: uniqueScope, value: partition}]
            """,
            "a primary key is unique in the whole table",
        ),
    ],
)
def test_a_key_that_cannot_be_meant_is_a_problem(home: Home, properties: str, message: str) -> None:
    assert message in home.problem(properties).message


SYDNEY = timezone(timedelta(hours=11))


@pytest.mark.parametrize(
    ("typed", "options", "expected"),
    [
        ("string", "pattern: '^a'", {"a.pattern": {"regex": "^a"}}),
        ("string", r"pattern: '\p{L}+'", {"a.pattern": {"regex": r"\p{L}+"}}),
        ("string", "minLength: 0, maxLength: 3", {"a.min_length": {"limit": 0},
                                                  "a.max_length": {"limit": 3}}),
        ("string", "format: email", {"a.format": {"format": "email"}}),
        ("string", "format: password", {}),
        ("string, physicalType: varchar(18)", "", {"a.max_length": {"limit": 18}}),
        ("string, physicalType: varchar(18)", "maxLength: 3", {"a.max_length": {"limit": 3}}),
        ("integer", "minimum: 1, exclusiveMaximum: 5", {
            "a.minimum": {"limit": 1}, "a.exclusive_maximum": {"limit": 5, "exclusive": True}}),
        ("integer", "multipleOf: 5.0", {"a.multiple_of": {"step": 5}}),
        ("integer", "format: u8", {"a.format_minimum": {"limit": 0},
                                   "a.format_maximum": {"limit": 255}}),
        ("integer", "format: i64", {}),
        ("integer", "format: u64", {"a.format_minimum": {"limit": 0}}),
        ("number", "maximum: 0.5, format: f64", {"a.maximum": {"limit": 0.5}}),
        ("number, physicalType: 'decimal(9, 2)'", "minimum: 0.01", {
            "a.minimum": {"limit": Decimal("0.01")}}),
        ("date", "minimum: '2026-01-01', format: yyyy-MM-dd", {
            "a.minimum": {"limit": date(2026, 1, 1)}}),
        ("timestamp", "exclusiveMinimum: '2026-01-01 12:00:00'", {
            "a.exclusive_minimum": {
                "limit": datetime(2026, 1, 1, 12, tzinfo=UTC), "exclusive": True}}),
        ("timestamp", "maximum: '2026-01-01', timezone: true, defaultTimezone: Australia/Sydney", {
            "a.maximum": {"limit": datetime(2026, 1, 1, tzinfo=SYDNEY)}}),
    ],
)  # fmt: skip
def test_an_option_is_a_rule(
    home: Home, typed: str, options: str, expected: dict[str, Any]
) -> None:
    contract = home.load_valid(
        f"- {{name: a, logicalType: {typed}, logicalTypeOptions: {{{options}}}}}"
    )
    found = {name: rule.parameters for name, rule in rules(contract).items() if name != "a.type"}
    assert found == expected


@pytest.mark.parametrize(
    ("options", "kept", "broken"),
    [
        ("", ["08:30:00", "23:59:59.5", "08:30:00Z"], ["08:30", "24:00:00", "8:30:00"]),
        ("format: 'HH:mm'", ["08:30"], ["08:30:00", "08:30Z"]),
        ("format: 'HH:mm:ss.SSS'", ["08:30:00.123"], ["08:30:00", "08:30:00.12"]),
        ("format: 'HH:mm:ssXXX'", ["08:30:00Z", "08:30:00+02:00"], ["08:30:00", "08:30:00+2"]),
        ("timezone: true", ["08:30:00.5Z"], ["08:30:00"]),
        ("timezone: false", ["08:30:00"], ["08:30:00Z"]),
    ],
)
def test_a_time_of_day_is_a_text_of_its_form(
    home: Home, options: str, kept: list[str], broken: list[str]
) -> None:
    contract = home.load_valid(
        f"- {{name: a, logicalType: time, logicalTypeOptions: {{{options}}}}}"
    )
    with duckdb.connect() as connection:
        for text in [*kept, *broken]:
            found = judge_table(connection, f"SELECT '{text}' AS a", contract, rest_sql=None)
            assert all(each.kept for each in found) is (text in kept), text


@pytest.mark.parametrize(
    ("typed", "option", "message"),
    [
        ("string", "patern: '^a'", "`patern` is no option"),
        ("string", "minimum: 1", "`minimum` says nothing about a string"),
        ("string", "pattern: 5", "cannot be the pattern"),
        ("string", "pattern: '(?!a)b'", "RE2 cannot judge lookahead"),
        ("string", "pattern: '(?<=a)b'", "RE2 cannot judge lookbehind"),
        ("string", r"pattern: '(a)\1'", "RE2 cannot judge a back reference"),
        ("string", "pattern: 'a++'", "no regular expression of RE2"),
        ("string", "pattern: '['", "no regular expression of RE2"),
        ("string", "minLength: -1", "`-1` cannot be the minLength"),
        ("string", "minLength: 1.5", "`1.5` cannot be the minLength"),
        ("string", "minLength: 5, maxLength: 4", "nothing lies between 5 and 4"),
        ("string", "format: hostname", "the format `hostname` is not judged"),
        ("string", "format: date", "write `logicalType: date`"),
        ("string", "timezone: true", "`timezone` says nothing about a string"),
        ("integer", "minimum: one", "`one` cannot be the minimum"),
        ("integer", "minimum: .nan", "`nan` cannot be the minimum"),
        ("integer", "minimum: true", "`True` cannot be the minimum"),
        ("integer", "multipleOf: 0", "`0` cannot be the multipleOf"),
        ("integer", "format: i7", "`i7` is no format of an integer"),
        ("integer", "exclusiveMinimum: 1, exclusiveMaximum: 2", "nothing lies between 1 and 2"),
        ("number", "minimum: 2, exclusiveMaximum: 2", "nothing lies between 2 and 2"),
        ("number", "exclusiveMinimum: true", "`exclusiveMinimum` is about a minimum"),
        ("number, physicalType: 'decimal(9, 2)'", "minimum: 0.001", "`0.001` cannot be the"),
        ("number, physicalType: 'decimal(9, 2)'", "maximum: 10000000", "cannot be the maximum"),
        ("date", "minimum: 20260101", "`20260101` cannot be the minimum"),
        ("date", "maximum: '2026-02-30'", "`2026-02-30` cannot be the maximum"),
        ("date", "maximum: '2026-01-01T12:00:00'", "cannot be the maximum"),
        ("timestamp", "defaultTimezone: Mars/Olympus", "`Mars/Olympus` is no time zone"),
        ("time", "minimum: '08:00:00'", "a time of day is kept as text"),
        ("time", "format: 'h:mm a'", "`h:mm a` is not judged"),
        ("boolean", "format: x", "`format` says nothing about a boolean"),
        ("object", "maxProperties: 5", "`maxProperties` is no option"),
        ("object", "required: [b]", "`required` is no option"),
        ("boolean", "uniqueItems: true", "`uniqueItems` says nothing about a boolean"),
    ],
)
def test_an_option_that_cannot_be_judged_is_a_problem(
    home: Home, typed: str, option: str, message: str
) -> None:
    problem = home.problem(f"- {{name: a, logicalType: {typed}, logicalTypeOptions: {{{option}}}}}")
    assert message in problem.message
    assert problem.path.startswith("schema[0: orders].properties[0: a].logicalTypeOptions.")


def test_limits_of_odcs_3_0_are_exclusive_by_a_word_of_their_own(home: Home) -> None:
    contract = home.load(
        table("""
        - name: a
          logicalType: integer
          logicalTypeOptions: {minimum: 1, exclusiveMinimum: true, exclusiveMaximum: false}
        """)
    )
    assert rules(contract)["a.minimum"].parameters == {"limit": 1, "exclusive": True}


@pytest.mark.parametrize(
    ("check", "kind", "parameters"),
    [
        ("metric: nullValues, mustBe: 0", RuleKind.NULL_COUNT,
         {"operator": "=", "limit": 0, "unit": "rows"}),
        ("type: library, metric: nullValues, mustBeLessThan: 1.5, unit: percent",
         RuleKind.NULL_COUNT, {"operator": "<", "limit": 1.5, "unit": "percent"}),
        ("metric: missingValues, arguments: {missingValues: [null, '', 'N/A']}, mustBe: 0",
         RuleKind.NULL_COUNT,
         {"operator": "=", "limit": 0, "unit": "rows", "values": ["", "N/A"], "null": True}),
        ("metric: missingValues, arguments: {missingValues: ['']}, mustNotBe: 3",
         RuleKind.NULL_COUNT,
         {"operator": "!=", "limit": 3, "unit": "rows", "values": [""], "null": False}),
        ("metric: invalidValues, arguments: {validValues: [a, b]}, mustBeLessOrEqualTo: 5",
         RuleKind.INVALID_COUNT,
         {"operator": "<=", "limit": 5, "unit": "rows", "values": ["a", "b"]}),
        ("metric: invalidValues, arguments: {pattern: '^a', validValues: [a]}, mustBe: 0",
         RuleKind.INVALID_COUNT,
         {"operator": "=", "limit": 0, "unit": "rows", "values": ["a"], "regex": "^a"}),
        ("metric: duplicateValues, mustBeGreaterThan: 1", RuleKind.DUPLICATE_COUNT,
         {"operator": ">", "limit": 1, "unit": "rows", "columns": ["a"]}),
        ("metric: duplicateValues, mustBeGreaterOrEqualTo: 1", RuleKind.DUPLICATE_COUNT,
         {"operator": ">=", "limit": 1, "unit": "rows", "columns": ["a"]}),
        ("metric: duplicateValues, mustBeBetween: [1, 2]", RuleKind.DUPLICATE_COUNT,
         {"operator": "between", "limit": (1, 2), "unit": "rows", "columns": ["a"]}),
        ("metric: duplicateValues, mustNotBeBetween: [1, 2]", RuleKind.DUPLICATE_COUNT,
         {"operator": "not between", "limit": (1, 2), "unit": "rows", "columns": ["a"]}),
        ("type: sql, query: 'SELECT max({property}) = ''x'' FROM {object};', mustBe: true",
         RuleKind.SQL,
         {"operator": "=", "limit": 1, "query": "SELECT max(\"a\") = 'x' FROM ${table}"}),
        ("type: sql, query: 'SELECT count(${column}) FROM ${table}', mustBe: 0, unit: euros",
         RuleKind.SQL, {"operator": "=", "limit": 0, "query": 'SELECT count("a") FROM ${table}'}),
    ],
)  # fmt: skip
def test_a_check_of_a_property_is_a_rule_about_the_partition(
    home: Home, check: str, kind: RuleKind, parameters: dict[str, Any]
) -> None:
    contract = home.load_valid(
        f"- {{name: a, logicalType: string, quality: [{{name: it, description: x, {check}}}]}}"
    )
    assert rules(contract)["it"] == Rule(
        "it", kind, "a", parameters, scope=Scope.PARTITION, description="x"
    )


def test_a_check_of_the_table_is_a_rule_without_a_column(home: Home) -> None:
    contract = home.load_valid(
        "- {name: a, logicalType: string}",
        """
        - {metric: rowCount, mustBeBetween: [100, 120]}
        - {id: keys, metric: duplicateValues, arguments: {properties: [a]}, mustBe: 0}
        - {type: sql, query: "SELECT count(*) FROM Orders -- by its name", mustBe: 1}
        """,
    )
    found = rules(contract)
    assert found["rowCount"].parameters == {
        "operator": "between",
        "limit": (100, 120),
        "unit": "rows",
    }
    assert found["keys"].parameters["columns"] == ["a"]
    assert "${table}" in found["sql"].parameters["query"]
    assert {rule.column for name, rule in found.items() if name != "a.type"} == {None}


@pytest.mark.parametrize(
    ("check", "kind", "parameters"),
    [
        ("rule: nullValues, mustBe: 0", RuleKind.NULL_COUNT, {}),
        ("rule: nullCheck", RuleKind.NULL_COUNT, {}),
        ("rule: duplicateCount, mustBe: 0", RuleKind.DUPLICATE_COUNT, {"columns": ["a"]}),
        ("rule: validValues, validValues: [pounds]", RuleKind.INVALID_COUNT,
         {"values": ["pounds"]}),
    ],
)  # fmt: skip
def test_checks_as_odcs_3_0_writes_them_mean_the_same(
    home: Home, check: str, kind: RuleKind, parameters: dict[str, Any]
) -> None:
    text = table(f"- {{name: a, logicalType: string, quality: [{{name: it, {check}}}]}}")
    contract = home.load(text.replace("v3.1.0", "v3.0.2"))
    none = {"operator": "=", "limit": 0, "unit": "rows"}
    assert rules(contract)["it"].kind is kind
    assert rules(contract)["it"].parameters == none | parameters


@pytest.mark.parametrize(
    ("severity", "expected"),
    [("error", Severity.ERROR), ("Critical", Severity.ERROR), ("warning", Severity.WARNING),
     ("info", Severity.WARNING)],
)  # fmt: skip
def test_a_check_is_as_severe_as_it_says(home: Home, severity: str, expected: Severity) -> None:
    contract = home.load_valid(
        "- {name: a, logicalType: string}",
        f"- {{metric: rowCount, mustBe: 1, severity: {severity}}}",
    )
    assert rules(contract)["rowCount"].severity is expected


def test_words_for_people_are_no_rule(home: Home) -> None:
    contract = home.load_valid(
        "- {name: a, logicalType: string}",
        "- {type: text, description: The address was verified by a letter.}",
    )
    assert list(rules(contract)) == ["a.type"]


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("metric: nulValues, mustBe: 0", "`nulValues` is no metric of the ODCS library"),
        ("metric: rowCount, mustBe: 0", "`rowCount` is about the table"),
        ("mustBe: 0", "say what is measured: add `metric`"),
        ("metric: nullValues", "a check has one limit, such as `mustBe: 0`; this one has 0"),
        ("metric: nullValues, mustBe: 0, mustBeLessThan: 1", "this one has 2"),
        ("metric: nullValues, mustBe: none", "`mustBe` wants a number"),
        ("metric: nullValues, mustBeLessThan: .nan", "`mustBeLessThan` wants a number"),
        ("metric: nullValues, mustBeBetween: [2, 1]", "two numbers, the smaller one first"),
        ("metric: nullValues, mustBe: 0, unit: euros", "rows or percent, not `euros`"),
        ("metric: nullValues, mustBe: 0, severity: terrible", "`terrible` is not known"),
        ("metric: nullValues, mustBe: 0, arguments: {x: 1}", "has no argument `x`"),
        ("metric: missingValues, mustBe: 0", "needs arguments: missingValues"),
        ("metric: missingValues, arguments: {missingValues: [1]}, mustBe: 0", "`1` is no string"),
        ("metric: invalidValues, mustBe: 0", "needs arguments: validValues or pattern"),
        ("metric: invalidValues, arguments: {validValues: a}, mustBe: 0", "a list of values"),
        ("metric: invalidValues, arguments: {validValues: []}, mustBe: 0", "a list of values"),
        ("metric: invalidValues, arguments: {pattern: '['}, mustBe: 0", "no regular expression"),
        ("metric: nullValues, rule: rowCount, mustBe: 0", "the former name of `metric`"),
        ("metric: invalidValues, validValues: [a], mustBe: 0", "under `arguments`"),
        ("rule: validValues, validValues: [a], mustBe: 1", "`validValues` has no limit"),
        ("rule: freshness, mustBe: 0", "`freshness` is no metric"),
        ("type: sql, mustBe: 0", "needs a `query`"),
        ("type: sql, query: SELECT 0, mustBe: 0", "write {object} for the table"),
        ("type: sql, query: 'SELECT no FROM {object}', mustBe: 0", "this query cannot be run"),
        ("type: sql, query: 'SELECT a FROM {object}', mustBe: 0", "this one gives VARCHAR"),
        ("type: sql, query: 'SELECT 1, 2 FROM {object}', mustBe: 0", "gives 2 columns"),
        ("type: sql, query: 'SELECT 1 FROM {object}; DROP TABLE x', mustBe: 0", "cannot be run"),
        ("type: sql, query: 'DELETE FROM {object}', mustBe: 0", "this query cannot be run"),
        ("type: custom, implementation: x", "add `engine`, such as soda"),
        ("type: custom, engine: soda", "add `implementation`"),
        ("engine: soda, implementation: ''", "add `implementation`"),
        ("type: custom, engine: soda, implementation: x, mustBe: 0", "drop the rest"),
        ("type: custom, engine: soda, implementation: [x]", "text or a mapping, not a list"),
        ("type: txt, description: x", "ODCS has no checks of type `txt`"),
        ("type: text, description: x, mustBe: 0", "a check of type text is for people"),
    ],
)
def test_a_check_that_cannot_be_judged_is_a_problem(home: Home, check: str, message: str) -> None:
    problem = home.problem(f"- {{name: a, logicalType: string, quality: [{{{check}}}]}}")
    assert message in problem.message
    assert problem.path.startswith("schema[0: orders].properties[0: a].quality[0")


@pytest.mark.parametrize(
    ("check", "message"),
    [
        ("metric: nullValues, mustBe: 0", "`nullValues` is about a property"),
        ("metric: rowCount, mustBe: 0, unit: percent", "all rows are always 100 percent"),
        ("metric: duplicateValues, mustBe: 0", "needs arguments: properties"),
        (
            "metric: duplicateValues, mustBe: 0, arguments: {properties: [order_id]}",
            "there is no property `order_id`",
        ),
        (
            "type: sql, query: 'SELECT sum({property}) FROM {object}', mustBe: 0",
            "no property can be meant",
        ),
    ],
)
def test_a_check_of_the_table_that_cannot_be_judged_is_a_problem(
    home: Home, check: str, message: str
) -> None:
    assert message in home.problem("- {name: a, logicalType: string}", f"- {{{check}}}").message


def test_a_custom_check_is_a_rule_in_the_words_of_its_engine(home: Home) -> None:
    contract = home.load_valid(
        "- {name: a, logicalType: string, quality: [{type: custom, engine: soda, "
        "implementation: {type: missing_count, must_be: 0}, severity: warning}]}",
        "- {name: monitored, type: custom, engine: monteCarlo, implementation: 'rows: grow'}",
    )
    column, whole = (rule for rule in contract.rules if rule.kind is RuleKind.CUSTOM)
    assert column == Rule(
        "a.custom",
        RuleKind.CUSTOM,
        "a",
        {"engine": "soda", "implementation": {"type": "missing_count", "must_be": 0}},
        Severity.WARNING,
        Scope.PARTITION,
    )
    assert (whole.name, whole.column, whole.severity) == ("monitored", None, Severity.ERROR)
    assert whole.parameters == {"engine": "monteCarlo", "implementation": "rows: grow"}


def test_two_checks_of_one_name_are_a_problem(home: Home) -> None:
    problem = home.problem(
        "- {name: a, logicalType: string}",
        """
        - {name: rows, metric: rowCount, mustBeGreaterThan: 0}
        - {name: rows, metric: rowCount, mustBeLessThan: 9}
        """,
    )
    assert "two rules named `rows`" in problem.message


def test_checks_without_a_name_are_numbered(home: Home) -> None:
    contract = home.load_valid(
        "- {name: a, logicalType: string, quality: [{metric: nullValues, mustBe: 0}]}",
        """
        - {metric: rowCount, mustBeGreaterThan: 0}
        - {metric: rowCount, mustBeLessThan: 9}
        """,
    )
    found = rules(contract)
    limits = {name: found[name].parameters["limit"] for name in ("rowCount", "rowCount_2")}
    assert limits == {"rowCount": 0, "rowCount_2": 9}
    assert "a.nullValues" in found


def test_allowed_values_of_odcs_3_2_are_an_enum(home: Home) -> None:
    text = table("- {name: a, logicalType: integer, enum: [{value: 1}, {value: 2.0}]}")
    contract = home.load(text.replace("v3.1.0", "v3.2.0"))
    assert rules(contract)["a.enum"].parameters == {"values": [1, 2, None]}
    required = text.replace("integer,", "integer, required: true,").replace("v3.1.0", "v3.2.0")
    assert rules(home.load(required))["a.enum"].parameters == {"values": [1, 2]}
    assert (
        "`x` is no integer"
        in home.problem("- {name: a, logicalType: integer, enum: [{value: x}]}").message
    )


def test_an_unknown_key_is_shown_with_the_one_that_was_meant(home: Home) -> None:
    problem = home.problem("- {name: a, logicalType: string, requird: true}")
    assert problem.message == "ODCS has no `requird` here"
    assert problem.suggestion == "required"
    assert problem.path == "schema[0: orders].properties[0: a].requird"
    assert problem.line == 10
    assert problem.snippet.splitlines()[1].endswith("^~~~~~~")


@pytest.mark.parametrize(
    ("before", "after", "suggestion"),
    [
        ("status: active", "status: active\nteem: {}", "team"),
        ("status: active", "status: active\nteam: {members: [{user: x}]}", "username"),
        ("status: active", "status: active\nslaProperties: [{propertyy: x}]", "property"),
        ("logicalType: object", "logicalType: object\n    phsicalType: table", "physicalType"),
    ],
)
def test_unknown_keys_are_found_everywhere(
    home: Home, before: str, after: str, suggestion: str
) -> None:
    text = table("- {name: a, logicalType: string}").replace(before, after, 1)
    [problem] = home.problems(text)
    assert problem.suggestion == suggestion


def test_all_problems_of_a_file_are_told_at_once(home: Home) -> None:
    text = table(
        """
        - name: a
          logicalType: string
          requird: true
        - name: b
          logicalType: integer
          required: [maybe]
          logicalTypeOptions: {minimum: 3, maximum: 2, patern: x}
        - name: B
          logicalType: string
        - logicalType: string
        - name: c
          logicalType: text
          quality: [{metric: nullValues, mustBeLessThan: few}]
        - name: d
          logicalType: number
          logicalType: string
        """,
        "- {metric: rowCount}",
    )
    found = home.problems(text.replace("version: 1.0.0\n", ""))
    assert [(problem.line, problem.message.partition(":")[0]) for problem in found] == [
        (1, "`version` is missing"),
        (11, "ODCS has no `requird` here"),
        (14, "must be true or false, not a list"),
        (15, "nothing lies between 3 and 2"),
        (15, "`patern` is no option that can be judged"),
        (16, "there are two columns named `B`; letter case is ignored"),
        (18, "a property needs a `name`"),
        (20, "`text` is no logicalType of ODCS"),
        (21, "must be a number or a whole number, not `few`"),
        (24, "`logicalType` is written twice; the first is on line 23"),
        (26, "a check has one limit, such as `mustBe"),
    ]
    assert all(problem.snippet and problem.file == home.file for problem in found)


def test_absent_and_null_are_the_same(home: Home) -> None:
    absent = home.load_valid("- {name: a, logicalType: integer, logicalTypeOptions: {}}")
    null = home.load(
        table("""
        - name: a
          physicalName: null
          logicalType: integer
          required: null
          unique:
          primaryKeyPosition: null
          logicalTypeOptions: {minimum: null, format: null, uniqueItems: null}
          quality: null
          tags: null
        """)
    )
    assert (null.columns, null.rules, null.digest) == (absent.columns, absent.rules, absent.digest)


def test_one_table_of_several_is_read_by_either_of_its_names(home: Home) -> None:
    text = (
        table("- {name: a, logicalType: string}")
        + "  - {name: customers, physicalName: customer_master, properties: "
        + "[{name: b, logicalType: string}]}"
    )
    first = home.load(text, "orders")
    second = home.load(text, "customers")
    assert [column.name for column in second.columns] == ["b"]
    assert second.name == "customer_master"
    assert home.load(text, "customer_master").columns == second.columns
    assert first.digest != second.digest
    [several] = home.problems(text)
    assert "several tables, orders, customer_master" in several.message
    [unknown] = home.problems(text, "order")
    assert unknown.suggestion == "orders"


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("apiVersion: v3.1.0", "apiVersion: v2.2.2", "ODCS v2.2.2 is not read"),
        ("apiVersion: v3.1.0\n", "", "`apiVersion` is missing"),
        ("kind: DataContract", "kind: DataProduct", "`DataProduct` is no contract"),
        ("id: orders\n", "", "`id` is missing"),
        ("version: 1.0.0", "version: 1.0", "must be text, not the number 1.0"),
        ("status: active", "status:", "`status` is missing"),
        ("logicalType: object", "logicalType: array", "a table is an object"),
        ("schema:\n  - name: orders", "schema:\n  - name:", "a schema object needs a `name`"),
    ],
)
def test_what_every_document_has_is_demanded(
    home: Home, before: str, after: str, message: str
) -> None:
    text = table("- {name: a, logicalType: string}").replace(before, after, 1)
    [problem] = home.problems(text)
    assert message in problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.partition("schema:")[0], "the contract describes no table"),
        (HEAD, "the contract describes no column"),
        (table("- {name: a.b, logicalType: string}"), "cannot name a column"),
        (table('- {name: "a\\0", logicalType: string}'), "cannot name a column"),
        (table("- {name: 'a[]', logicalType: string}"), "cannot name a column"),
    ],
)
def test_a_contract_without_usable_columns_is_a_problem(
    home: Home, text: str, message: str
) -> None:
    assert any(message in problem.message for problem in home.problems(text))


def test_an_editor_may_be_told_where_the_schema_is(home: Home) -> None:
    text = table("- {name: a, logicalType: string}")
    assert home.load(f"$schema: https://example.com/odcs.json\n{text}").columns
