"""Generated contracts in ODCS, exported and read back: rules are kept, or they are listed.

What a rule demands is asked of the record validator: it judges rows under both contracts.
"""

from dataclasses import replace

import duckdb
import pytest
from generated_odcs import document, rows, tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from row_judge import RowJudge

from mesh_assets.contract.compatibility.contracts import canonical
from mesh_assets.contract.compatibility.implication import implies
from mesh_assets.contract.export.exported import Part
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.odcs import build_odcs, export_odcs
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.writing import write_yaml

QUIET = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("round-trips")


@pytest.fixture(scope="module")
def judge(folder):
    with duckdb.connect() as connection:
        yield RowJudge(connection, folder)


@pytest.fixture(scope="module")
def read(folder):
    def read(text, name="contract.odcs.yaml"):
        file = folder / name
        file.write_text(text)
        return load_contract(file)

    return read


def demands(contract):
    return {rule.name: rule for rule in canonical(contract).rules}


@settings(QUIET, max_examples=100)
@given(table=tables())
def test_odcs_keeps_every_rule(read, table):
    contract = read(write_yaml(document(table)))
    as_it_was, anew = export_odcs(contract), build_odcs(contract)

    assert read(as_it_was.text).rules == contract.rules
    back = read(anew.text)
    expected = map(_written, demands(contract).values())
    assert demands(back) == {rule.name: rule for rule in expected}
    assert back.columns == contract.columns
    assert {one.part for one in anew.left_out} <= {Part.TERMS}


def _written(rule):
    """A time of day is a text with a pattern, and is read back as one."""
    is_time = rule.kind is RuleKind.PATTERN and rule.name.endswith(".format")
    return replace(rule, name=f"{rule.column}.pattern") if is_time else rule


@st.composite
def tables_with_rows(draw):
    table = draw(tables())
    return table, draw(st.lists(rows(table["properties"]), min_size=6, max_size=12))


def keys(contract):
    unique = (rule for rule in contract.rules if rule.kind is RuleKind.UNIQUE)
    return {(tuple(rule.parameters["columns"]), rule.scope) for rule in unique}


def lists_what_it_drops(judge, contract, back, left_out, rows):
    """Hold an export against its list; gives how many rows were judged otherwise."""
    rules = {one.subject for one in left_out if one.part is Part.RULE}
    types = {f"{one.subject}.type" for one in left_out if one.part is Part.TYPE}
    was, now = judge.violated(contract, rows), judge.violated(back, rows)
    unique = {rule.name for rule in contract.rules if rule.kind is RuleKind.UNIQUE}
    otherwise = False
    for before, after in zip(was, now, strict=True):
        # Nothing is refused that was valid, and what is no longer refused is on the list. Of two
        # rows with one key the first that is accepted counts, which may be another one by now.
        assert not (after and not before) or (otherwise and set(after) <= unique), after
        assert after or set(before) <= rules | types, before
        otherwise |= bool(before) and not after
    for name in rules:
        # What is on the list was dropped indeed.
        demanded = demands(contract)[name]
        known = [one for one in demands(back).values() if one.column == demanded.column]
        assert not any(implies(one, demanded) for one in known), name
    return sum(bool(before) and not after for before, after in zip(was, now, strict=True))


def test_json_schema_lists_exactly_what_it_drops(judge, read):
    judged = {"alike": 0, "otherwise": 0}

    @settings(QUIET, max_examples=50)
    @given(drawn=tables_with_rows())
    def prove(drawn):
        table, rows = drawn
        contract = read(write_yaml(document(table)))
        exported = export_json_schema(contract)
        back = read(exported.text, "things.v1.json")
        differ = lists_what_it_drops(judge, contract, back, exported.left_out, rows)
        judged["otherwise"] += differ
        judged["alike"] += len(rows) - differ

    prove()
    assert judged["alike"] > 20 * judged["otherwise"] > 0, judged


def test_the_key_and_the_columns_are_kept_in_json_schema(read):
    @settings(QUIET, max_examples=60)
    @given(table=tables())
    def prove(table):
        contract = read(write_yaml(document(table)))
        back = read(export_json_schema(contract).text, "things.v1.json")
        assert back.primary_key == contract.primary_key
        assert [path for path, _ in back.walk()] == [path for path, _ in contract.walk()]
        assert keys(back) == keys(contract)

    prove()
