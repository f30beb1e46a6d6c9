"""The modes of compatibility, and the proof that what is judged readable is valid."""

import json
from itertools import count
from pathlib import Path

import compatibility_cases
import duckdb
import pytest
from compatibility_cases import CASES, contract_of, kept, kept_natively, kinds
from evolved_contracts import versions
from generated_contracts import CONTRACTS
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.compatibility import ChangeKind, contract_changes
from mesh_assets.contract.compatibility.modes import Mode, incompatibilities
from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.contract.compatibility.readability import Content, unreadable
from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.validation import validate_files
from mesh_assets.documents.problem import DocumentError

PAGE = Path(__file__).parents[2] / "docs" / "compatibility.md"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case(case, tmp_path):
    assert kinds(tmp_path, case)[0] is case.kind
    assert kept(tmp_path, case, Content.ROWS) == case.rows
    assert kept(tmp_path, case, Content.RECORDS, additionalProperties=False) == case.closed
    assert kept(tmp_path, case, Content.RECORDS) == case.open


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_by_the_rules_of_the_formats(case, tmp_path):
    closed = {"additionalProperties": False}

    assert kept_natively(tmp_path, case, SchemaFormat.AVRO) == case.avro
    assert kept_natively(tmp_path, case, SchemaFormat.PROTOBUF) == case.protobuf
    assert kept_natively(tmp_path, case, SchemaFormat.JSON, **closed) == (case.json or case.closed)
    assert kept_natively(tmp_path, case, SchemaFormat.JSON) == (case.json or case.open)


def test_the_page_of_the_documentation_is_made_of_the_cases():
    assert PAGE.read_text() == compatibility_cases.page(), (
        "run: python tests/contract/compatibility_cases.py > docs/compatibility.md"
    )


def test_a_transitive_mode_asks_all_versions_and_any_other_the_last_alone(tmp_path):
    def version(number, **words):
        schema = {"title": f"things.v{number}", "properties": {"x": {"type": "integer", **words}}}
        return contract_of(tmp_path, schema)

    wide, narrow, new = version(1), version(2, maximum=5), version(3, maximum=9)

    def found(mode):
        return [
            (each.writer, each.reader)
            for each in incompatibilities(mode, [wide, narrow], new, Content.ROWS)
        ]

    assert found(Mode.NONE) == []
    assert found(Mode.BACKWARD) == []
    assert found(Mode.BACKWARD_TRANSITIVE) == [("1", "3")]
    assert found(Mode.FORWARD) == [("3", "2")]
    assert found(Mode.FORWARD_TRANSITIVE) == [("3", "2")]
    assert found(Mode.FULL) == [("3", "2")]
    assert found(Mode.FULL_TRANSITIVE) == [("1", "3"), ("3", "2")]


def test_an_obstacle_names_the_column_and_the_reason(tmp_path):
    old = contract_of(tmp_path, {"properties": {"a": {"type": "string"}, "b": {}}})
    new = contract_of(
        tmp_path,
        {
            "properties": {"a": {"type": "integer"}, "b": {}, "c": {}, "d": {"type": "string"}},
            "required": ["c"],
        },
    )
    assert unreadable(old, new, Content.RECORDS) == [
        "`a` is written as string and read as integer",
        "`c` is required, and is not written",
        "`d` may be written as anything: the writer's object is open",
    ]


SETTINGS = settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@settings(SETTINGS, max_examples=150)
@given(schema=CONTRACTS)
def test_a_contract_does_not_differ_from_itself(folder, schema):
    contract = contract_of(folder, schema)

    assert contract_changes(contract, contract) == []
    assert unreadable(contract, contract, Content.RECORDS) == []
    assert unreadable(contract, contract, Content.ROWS) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("readability")


@pytest.fixture(scope="module")
def valid(folder):
    """Give the records that the record validator accepts."""
    numbers = count()
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder / 'spill'}'; SET threads = 1")

        def judge(contract, records):
            if not records:
                return []
            path = folder / f"{next(numbers)}.ndjson"
            path.write_text("".join(f"{json.dumps(record)}\n" for record in records))
            files = [LandingFile(path, FileFormat.NDJSON)]
            validation = validate_files(connection, files, contract, window=None)
            letters = f"SELECT line FROM ({validation.dead_letters_sql})"
            refused = {line for (line,) in connection.execute(letters).fetchall()}
            return [each for line, each in enumerate(records, start=1) if line not in refused]

        yield judge


def without_unnamed(schema, record):
    """A record with the properties that the contract names: a row of a table."""
    kept = {name: value for name, value in record.items() if name in schema["properties"]}
    return {name: _named(schema["properties"][name], value) for name, value in kept.items()}


def _named(schema, value):
    if "properties" in schema and isinstance(value, dict):
        return without_unnamed(schema, value)
    if "items" in schema and isinstance(value, list):
        return [_named(schema["items"], each) for each in value]
    return value


def contracts_of(folder, *schemas):
    """Load contracts; None where an edit made one that means nothing."""
    try:
        return [contract_of(folder, schema) for schema in schemas]
    except DocumentError:
        return None


@pytest.mark.slow
def test_what_is_judged_compatible_leaves_valid_records_valid(folder, valid):
    judged = {"records": 0, "rows": 0, "policy": 0}

    @settings(SETTINGS, max_examples=400)
    @given(drawn=versions())
    def prove(drawn):
        schema, changed, records = drawn
        contracts = contracts_of(folder, schema, changed)
        if contracts is None or schema == changed:
            return
        old, new = contracts
        keeps_all = not unreadable(old, new, Content.RECORDS)
        keeps_rows = not unreadable(old, new, Content.ROWS)
        breaks = any(change.breaks for change in contract_changes(old, new))
        if not keeps_rows and breaks:
            return
        if keeps_all:
            still(old, new, records, "records")
        rows = [without_unnamed(schema, record) for record in records]
        if keeps_rows:
            still(old, new, rows, "rows")
        if not breaks:
            still(old, new, rows, "policy")

    def still(old, new, records, judgement):
        accepted = valid(old, records)
        assert valid(new, accepted) == accepted, judgement
        judged[judgement] += bool(accepted)

    prove()
    # Otherwise nothing was proven.
    assert min(judged.values()) >= 20, judged


def test_every_kind_of_change_of_a_column_has_a_case():
    spoken_of_specs = {
        kind for kind in ChangeKind
        if kind.value.startswith(
            ("objective", "output", "input", "partitions", "first", "decl", "lifecycle", "sunset",
             "retired")
        )
    }  # fmt: skip
    elsewhere = {
        ChangeKind.COLUMN_RENAMED,
        ChangeKind.QUALITY_CHECK_CHANGED,
        ChangeKind.CONTRACT_ADDED,
        ChangeKind.CONTRACT_REMOVED,
    }
    assert {case.kind for case in CASES} == set(ChangeKind) - spoken_of_specs - elsewhere
