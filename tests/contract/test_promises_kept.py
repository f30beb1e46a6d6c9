"""What is judged compatible leaves valid rows valid: contracts in ODCS, with all their rules.

Rows are judged as an ingest judges them, and as a gate does: the record validator takes what single
rows have to keep, and `judge_table` the checks that allow no row at all.
"""

import duckdb
import pytest
from evolved_odcs import versions
from generated_odcs import datacontract, document, tables
from hypothesis import HealthCheck, given, settings
from row_judge import RowJudge

from mesh_assets.contract.compatibility import contract_changes
from mesh_assets.contract.compatibility.comparing import refuses_rows
from mesh_assets.contract.compatibility.readability import Content, unreadable
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml

QUIET = settings(
    deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("promises")


def contract_of(folder, written):
    file = folder / "contract.yaml"
    file.write_text(write_yaml(written))
    return load_contract(file)


@pytest.mark.parametrize("form", [document, datacontract])
def test_a_contract_does_not_differ_from_itself(folder, form):
    @settings(QUIET, max_examples=80)
    @given(table=tables())
    def prove(table):
        contract = contract_of(folder, form(table))
        again = contract_of(folder, {**form(table), "tags": ["read again"]})
        assert contract_changes(contract, contract) == contract_changes(contract, again) == []
        assert unreadable(contract, again, Content.ROWS) == []

    prove()


@pytest.fixture(scope="module")
def judge(folder):
    with duckdb.connect() as connection:
        yield RowJudge(connection, folder)


def keeping_checks(contract, rows):
    """The rows that keep the checks that allow no row; the first of those that repeat."""
    kept = []
    for row in rows:
        if all(_keeps(rule, row, kept) for rule in contract.rules if refuses_rows(rule)):
            kept.append(row)
    return kept


def _keeps(rule, row, others):
    if rule.kind is RuleKind.DUPLICATE_COUNT:
        keys = [[each.get(name) for name in rule.parameters["columns"]] for each in (row, *others)]
        return None in keys[0] or keys[0] not in keys[1:]
    if rule.column is None or "." in rule.column or "[]" in rule.column:
        return True
    value = row.get(rule.column)
    if rule.kind is RuleKind.NULL_COUNT:
        return value is not None
    return value is None or value in rule.parameters.get("values", [value])


def prove(folder, judge, examples):
    """Draw versions; gives how many judgements were held against rows that were valid before."""
    proven = {"policy": 0, "rows": 0}

    @settings(QUIET, max_examples=examples)
    @given(drawn=versions())
    def hold(drawn):
        table, changed, rows = drawn
        try:
            old, new = contract_of(folder, document(table)), contract_of(folder, document(changed))
        except DocumentError:
            return
        judged = {
            "policy": not any(each.breaks for each in contract_changes(old, new)),
            "rows": not unreadable(old, new, Content.ROWS),
        }
        if table == changed or not any(judged.values()):
            return
        valid = keeping_checks(old, judge.accepted(old, rows))
        if not valid:
            return
        assert judge.broken_checks(old, valid) == []
        assert judge.accepted(new, valid) == valid, judged
        assert judge.broken_checks(new, valid) == [], judged
        for name, holds in judged.items():
            proven[name] += holds

    hold()
    return proven


def test_what_is_judged_compatible_leaves_valid_rows_valid(folder, judge):
    proven = prove(folder, judge, examples=100)
    assert min(proven.values()) >= 8, proven


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_is_judged_compatible_leaves_valid_rows_valid_in_many_cases(folder, judge):
    proven = prove(folder, judge, examples=400)
    assert min(proven.values()) >= 40, proven
