"""The Data Contract Specification read as columns and rules, and written in ODCS without a loss."""

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_assets.contract.formats.datacontract.writing import from_odcs, to_odcs
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope
from mesh_assets.contract.standards import ODCS, violations
from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.writing import write_yaml

SEED = Path(__file__).parents[1] / "seed" / "customer_orders_contract_v2.yaml"
DOCUMENTS = Path(__file__).parent / "documents"
FILES = [SEED, DOCUMENTS / "library-loans.yaml", DOCUMENTS / "clinic-visits.yaml"]


def rules(contract: Contract) -> dict[str, Rule]:
    return {rule.name: rule for rule in contract.rules}


def described(fields: str, beside: str = "") -> str:
    return (
        "dataContractSpecification: 1.2.1\nid: orders\n"
        "info: {title: Orders, version: 1.0.0}\n"
        "models:\n  orders:\n    fields:\n"
        + "".join(f"      {line}\n" for line in dedent(fields).strip().splitlines())
        + dedent(beside)
    )


def load(folder: Path, text: str, table: str | None = None) -> Contract:
    file = folder / "contract.yaml"
    file.write_text(text)
    return load_contract(file, table=table)


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(DocumentError) as caught:
        load(folder, text)
    return list(caught.value.problems)


class TestSeed:
    """The seed's contract, as it is written there."""

    def test_it_is_the_contract_of_the_table(self) -> None:
        contract = load_contract(SEED, table="customer_orders")
        assert contract.identifier == "customer-orders-contract-v2"
        assert contract.version == "2.1.0"
        assert contract.columns == (
            Column("order_id", LogicalType.STRING, required=True),
            Column("total_amount", LogicalType.DECIMAL, required=True, precision=18, scale=2),
            Column("currency", LogicalType.STRING),
            Column("created_at", LogicalType.TIMESTAMP, required=True),
        )

    def test_its_promises_are_rules(self) -> None:
        found = rules(load_contract(SEED, table="customer_orders"))
        # The field is optional, and null is no value that an enum could exclude.
        assert found["currency.enum"].parameters == {"values": ["USD", "EUR", "GBP", None]}
        assert str(found["total_amount.minimum"].parameters["limit"]) == "0.01"
        assert found["order_id.unique"].scope is Scope.PARTITION
        assert found["created_at.required"].kind is RuleKind.REQUIRED

    def test_consumer_quality_and_billing_plan_survive_in_odcs(self) -> None:
        odcs = to_odcs(read_document(SEED).data)
        kept = {one["property"]: one["value"] for one in odcs["customProperties"]}
        assert kept["datacontract.info"] == {"consumer": "finance-analytics@company.com"}
        assert kept["datacontract.terms"] == {"billing_plan": "internal"}
        assert kept["datacontract.quality"]["type"] == "great-expectations"
        assert odcs["description"]["usage"].startswith("Finance team may use")

    def test_its_digest_changes_with_what_odcs_has_no_word_for(self, tmp_path: Path) -> None:
        text = SEED.read_text()
        changed = load(tmp_path, text.replace("billing_plan: internal", "billing_plan: paid"))
        assert changed.digest != load(tmp_path, text).digest


class TestColumns:
    def test_nested_fields_items_and_definitions_are_read(self) -> None:
        contract = load_contract(DOCUMENTS / "library-loans.yaml", table="loans")
        paths = {path: column.type for path, column in contract.walk()}
        assert paths["shelf.room"] is LogicalType.STRING
        assert paths["notes[].at"] is LogicalType.TIMESTAMP
        assert paths["anything"] is LogicalType.JSON
        assert contract.primary_key == ("member_id", "barcode")
        found = rules(contract)
        assert found["member_id.pattern"].parameters == {"regex": "^M[0-9]{5}$"}
        assert found["primary_key.unique"].scope is Scope.TABLE
        assert found["notes[].said.max_length"].parameters == {"limit": 200}
        assert found["renewals.exclusive_maximum"].parameters == {"limit": 10, "exclusive": True}
        assert found["state.nullValues"].kind is RuleKind.NULL_COUNT
        assert found["sql"].parameters["operator"] == "<="

    def test_digits_stand_behind_a_decimal_or_beside_it(self) -> None:
        fee = load_contract(DOCUMENTS / "library-loans.yaml", table="loans").column("fee")
        cost = load_contract(DOCUMENTS / "clinic-visits.yaml").column("cost")
        assert fee is not None
        assert cost is not None
        assert (fee.precision, fee.scale) == (8, 2)
        assert (cost.precision, cost.scale) == (10, 2)

    def test_personal_data_is_known_with_and_without_a_classification(self) -> None:
        members = load_contract(DOCUMENTS / "library-loans.yaml", table="members")
        personal = {column.name for column in members.columns if column.is_personal}
        assert personal == {"e_mail", "born_on"}

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("number", LogicalType.NUMBER),
            ("decimal", LogicalType.DECIMAL),
            ("numeric(9, 3)", LogicalType.DECIMAL),
            ("int", LogicalType.INTEGER),
            ("long", LogicalType.INTEGER),
            ("bigint", LogicalType.INTEGER),
            ("float", LogicalType.NUMBER),
            ("double", LogicalType.NUMBER),
            ("varchar(12)", LogicalType.STRING),
            ("text", LogicalType.STRING),
            ("boolean", LogicalType.BOOLEAN),
            ("timestamp_ntz", LogicalType.TIMESTAMP),
            ("date", LogicalType.DATE),
            ("time", LogicalType.STRING),
            ("map", LogicalType.JSON),
            ("json", LogicalType.JSON),
        ],
    )
    def test_types(self, tmp_path: Path, written: str, expected: LogicalType) -> None:
        [column] = load(tmp_path, described(f"a: {{type: '{written}'}}")).columns
        assert column.type is expected


class TestProblems:
    @pytest.mark.parametrize(
        ("field", "line", "message", "suggestion"),
        [
            ("a: {type: strng}", 7, "`strng` is no type", "string"),
            ("a: {type: string, requird: true}", 7, "`requird` is not known", "required"),
            ("a: {type: string, required: often}", 7, "must be true or false", None),
            ("a: {}", 7, "add `type`", None),
            ("a: {type: bytes}", 7, "no column of a table can hold bytes", None),
            ("a: {type: string, minLength: 3, maxLength: 2}", 7, "nothing lies between", None),
            ("a: {type: string, minimum: 3}", 7, "says nothing about a string", None),
            ("a: {type: string, pattern: '('}", 7, "no regular expression", None),
            ("a: {type: string, enum: [x], examples: [y]}", 7, "the enum excludes it", None),
            ("a: {type: string, enum: []}", 7, "allows none", None),
            ("a: {$ref: '#/definitions/b'}", 7, "no definition `b`", None),
            ("a: {$ref: 'https://x.example/b'}", 7, "only definitions of this file", None),
            ("a: {type: string, format: date-time}", 7, "write `type: timestamp`", None),
            ("a: {type: map, keys: {type: string}}", 7, "are not judged", None),
            ("a: {type: array}", 7, "add items", None),
            ("a: {type: 'decimal(60, 2)'}", 7, "a decimal has 1 to 38 digits", None),
            ("a: {type: int}\nA: {type: int}", 8, "two columns named `A`", None),
        ],
    )
    def test_a_mistake_in_a_field_is_shown_at_its_place(
        self, tmp_path: Path, field: str, line: int, message: str, suggestion: str | None
    ) -> None:
        [problem] = problems(tmp_path, described(field))
        assert message in problem.message
        assert problem.line == line
        assert problem.path.startswith("models.orders.fields.")
        assert problem.suggestion == suggestion

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ("1.2.1", "7.0", "must be one of 1.2.1"),
            ("version: 1.0.0", "revision: 1", "`version` is missing"),
            ("id: orders", "name: orders", "`id` is missing"),
            ("models:", "model:", "did you mean `models`"),
        ],
    )
    def test_mistakes_outside_of_models(
        self, tmp_path: Path, old: str, new: str, message: str
    ) -> None:
        found = problems(tmp_path, described("a: {type: int}").replace(old, new, 1))
        assert message in "\n".join(problem.render() for problem in found)

    def test_a_key_of_a_missing_field_names_the_one_that_is_there(self, tmp_path: Path) -> None:
        text = described("order_id: {type: int}") + "    primaryKey: [orderid]\n"
        [problem] = problems(tmp_path, text)
        assert problem.suggestion == "order_id"
        assert problem.line == 8

    def test_a_check_that_is_not_judged_is_shown_where_it_stands(self, tmp_path: Path) -> None:
        text = described(
            """
            a:
              type: int
              quality:
                - type: sql
                  query: select b from {table}
                  mustBe: 0
            """
        )
        [problem] = problems(tmp_path, text)
        assert "this query cannot be run" in problem.message
        assert (problem.line, problem.path.partition("quality")[1]) == (11, "quality")

    def test_all_problems_are_told_at_once(self, tmp_path: Path) -> None:
        text = described("a: {type: strng}\nb: {type: int, maximum: 1, minimum: 2}\nc: {type: x}")
        assert [problem.line for problem in problems(tmp_path, text)] == [7, 8, 9]

    def test_a_check_needs_no_type(self, tmp_path: Path) -> None:
        checks = "[{metric: nullValues, mustBe: 0}, {query: 'select 1 from {table}', mustBe: 1}]"
        contract = load(tmp_path, described(f"a: {{type: int, quality: {checks}}}"))
        assert {"a.nullValues", "a.sql"} <= rules(contract).keys()

    def test_checks_of_the_same_kind_need_no_name(self, tmp_path: Path) -> None:
        check = "{type: sql, query: 'select count(*) from {table}', mustBe: 1}"
        text = described(f"a: {{type: int, quality: [{check}, {check}]}}")
        contract = load(tmp_path, f"{text}    quality: [{check}, {check}, {check}]\n")
        named = {name for name, rule in rules(contract).items() if rule.kind is RuleKind.SQL}
        assert named == {"a.sql", "a.sql_2", "sql", "sql_2", "sql_3"}
        source = read_document(tmp_path / "contract.yaml").data
        assert from_odcs(to_odcs(source)) == source

    def test_custom_checks_are_rules_and_come_back(self, tmp_path: Path) -> None:
        check = "{type: custom, engine: soda, implementation: IMPLEMENTATION}"
        lists = check.replace("IMPLEMENTATION", "[{type: no_duplicate_values}, max(a) < 9]")
        single = check.replace("IMPLEMENTATION", "{type: no_duplicate_values}")
        contract = load(tmp_path, described(f"a: {{type: int, quality: [{single}, {lists}]}}"))
        custom = {n: r.parameters for n, r in rules(contract).items() if r.kind is RuleKind.CUSTOM}
        assert custom == {
            "a.custom": {"engine": "soda", "implementation": {"type": "no_duplicate_values"}},
            "a.custom_2": {
                "engine": "soda",
                "implementation": "- type: no_duplicate_values\n- max(a) < 9\n",
            },
        }
        source = read_document(tmp_path / "contract.yaml").data
        assert from_odcs(to_odcs(source)) == source

    def test_a_definition_that_contains_itself_ends(self, tmp_path: Path) -> None:
        text = described(
            "a: {$ref: '#/definitions/tree'}",
            """\
            definitions:
              tree: {name: tree, type: object, fields: {inner: {$ref: '#/definitions/tree'}}}
            """,
        )
        found = [problem.message for problem in problems(tmp_path, text)]
        assert any("`tree` contains itself" in message for message in found)
        source = read_document(tmp_path / "contract.yaml").data
        assert from_odcs(to_odcs(source)) == source


class TestOdcs:
    """The same contract in ODCS 3.1, and back."""

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_the_published_schema_accepts_it(self, file: Path) -> None:
        assert not list(violations(ODCS, to_odcs(read_document(file).data)))

    @pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
    def test_writing_it_back_gives_the_source(self, file: Path, tmp_path: Path) -> None:
        source = read_document(file).data
        written = tmp_path / "contract.odcs.yaml"
        written.write_text(write_yaml(to_odcs(source)))
        restored = from_odcs(read_document(written).data)
        assert restored == source
        for name, model in source["models"].items():
            assert list(restored["models"][name]["fields"]) == list(model["fields"])

    @pytest.mark.parametrize(
        ("file", "table"),
        [
            (SEED, "customer_orders"),
            (DOCUMENTS / "library-loans.yaml", "loans"),
            (DOCUMENTS / "library-loans.yaml", "members"),
            (DOCUMENTS / "clinic-visits.yaml", "visits"),
        ],
    )
    def test_it_promises_the_same(self, file: Path, table: str, tmp_path: Path) -> None:
        written = tmp_path / "contract.odcs.yaml"
        written.write_text(write_yaml(to_odcs(read_document(file).data)))
        source, odcs = load_contract(file, table=table), load_contract(written, table=table)
        assert odcs.columns == source.columns
        assert rules(odcs) == rules(source)

    def test_what_is_edited_in_odcs_is_edited_in_the_source(self) -> None:
        odcs = to_odcs(read_document(SEED).data)
        odcs["schema"][0]["properties"][0]["description"] = "The shop's own."
        odcs["version"] = "2.2.0"
        restored = from_odcs(odcs)
        assert restored["info"]["version"] == "2.2.0"
        assert restored["info"]["consumer"] == "finance-analytics@company.com"
        assert restored["models"]["customer_orders"]["fields"]["order_id"]["description"]

    def test_a_server_that_odcs_refuses_is_kept_and_one_that_it_knows_is_written(self) -> None:
        odcs = to_odcs(read_document(DOCUMENTS / "library-loans.yaml").data)
        assert [server["server"] for server in odcs["servers"]] == ["production", "stream"]
        assert "servers" not in to_odcs(read_document(SEED).data)


PLAIN = st.none() | st.booleans() | st.integers(-3, 3) | st.floats(-2, 2) | st.text(max_size=4)
VALUES = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=4,
)
WORDS = st.sampled_from(
    [
        *("type", "required", "enum", "minimum", "pattern", "format", "pii", "tags", "links"),
        *("title", "classification", "examples", "example", "primary", "primaryKey", "quality"),
        *("precision", "scale", "references", "items", "config", "customProperties", "$ref"),
    ]
)
TYPES = st.sampled_from(["string", "decimal(4,1)", "decimal", "array", "object", "odd", "bytes"])
CHECKS = st.lists(
    st.dictionaries(
        st.sampled_from(["type", "metric", "mustBe", "dialect", "query", "mustBeGreaterThan"]),
        PLAIN | st.sampled_from(["sql", "library", "nullValues", "text"]),
        max_size=4,
    ),
    max_size=2,
)


def with_type(inner: Mapping[str, Any], kind: str, checks: list[Any]) -> dict[str, Any]:
    return {"type": kind, "quality": checks, **inner}


FIELDS = st.recursive(
    st.builds(with_type, st.dictionaries(WORDS, VALUES, max_size=5), TYPES, CHECKS),
    lambda inner: st.builds(
        lambda one, fields, items: {**one, "fields": fields, "items": items},
        st.dictionaries(WORDS, VALUES, max_size=3),
        st.dictionaries(st.text("ab", min_size=1, max_size=2), inner, max_size=2),
        inner,
    ),
    max_leaves=4,
)
PARTS = st.dictionaries(
    st.sampled_from(
        ["servers", "terms", "definitions", "servicelevels", "links", "tags", "quality", "x"]
    ),
    st.dictionaries(
        st.sampled_from(["usage", "a", "freshness", "retention"]),
        VALUES | st.dictionaries(st.sampled_from(["threshold", "period", "type"]), VALUES),
    )
    | VALUES,
)


@settings(max_examples=150, deadline=None)
@given(
    fields=st.dictionaries(st.text("abc", min_size=1, max_size=2), FIELDS, max_size=3),
    model=st.dictionaries(
        st.sampled_from(["type", "title", "description", "primaryKey", "tags", "quality"]), VALUES
    ),
    parts=PARTS,
    info=st.dictionaries(st.sampled_from(["status", "owner", "description", "contact"]), VALUES),
)
def test_nothing_is_ever_lost(
    fields: dict[str, Any], model: dict[str, Any], parts: dict[str, Any], info: dict[str, Any]
) -> None:
    """Whatever stands in a document, right or wrong, is written back from a valid ODCS document."""
    source = {
        "dataContractSpecification": "1.2.1",
        "id": "any",
        "info": {"title": "Any", "version": "1", **info},
        "models": {"any": {**model, "fields": fields}},
        **parts,
    }
    odcs = to_odcs(source)
    assert not list(violations(ODCS, odcs))
    assert from_odcs(odcs) == source
