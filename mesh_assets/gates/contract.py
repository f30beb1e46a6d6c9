"""The contract gate: every rule that the output port promises, measured on the candidate."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.table_rules import RuleMeasurement, judge_table
from mesh_assets.gates.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

GATE = "contract"


def judge_contract(
    connection: "DuckDBPyConnection",
    candidate_sql: str,
    contract: Contract,
    *,
    rest_sql: str | None,
) -> list[Verdict]:
    """Judge a candidate, given as a SELECT, by every rule of its contract.

    Custom checks are left to `judge_custom_checks`. `rest_sql` selects the published rest of the
    table, which rules of scope `table` look at as well; None where there is none. A rule that
    cannot be measured, such as one whose own SQL is wrong, has not passed, and does not keep the
    others from being judged.
    """
    # Here, because the decision to publish imports this module and opens no database.
    import duckdb  # noqa: PLC0415

    rules = [rule for rule in contract.rules if rule.kind is not RuleKind.CUSTOM]
    contract = replace(contract, rules=tuple(rules))
    try:
        measured = judge_table(connection, candidate_sql, contract, rest_sql=rest_sql)
    except duckdb.Error as error:
        if len(contract.rules) == 1:
            return [_unmeasured(rule, str(error).partition("\n")[0]) for rule in contract.rules]
        alone = [replace(contract, rules=(rule,)) for rule in contract.rules]
        return [
            verdict
            for one in alone
            for verdict in judge_contract(connection, candidate_sql, one, rest_sql=rest_sql)
        ]
    return _verdicts(contract, {each.rule.name: each for each in measured})


def _verdicts(contract: Contract, measured: Mapping[str, RuleMeasurement]) -> list[Verdict]:
    return [
        _verdict(measured[rule.name])
        if rule.name in measured
        else _unmeasured(rule, "it was not measured")
        for rule in contract.rules
    ]


def _verdict(measurement: RuleMeasurement) -> Verdict:
    rule = measurement.rule
    return Verdict(
        gate=GATE,
        rule=rule.name,
        outcome=Outcome.PASSED if measurement.kept else Outcome.FAILED,
        severity=rule.severity,
        measured=measurement.measured,
        expected=measurement.expected,
        scope=rule.scope,
        detail="" if measurement.kept else _detail(measurement),
    )


def _detail(measurement: RuleMeasurement) -> str:
    if measurement.detail:
        return measurement.detail
    counted = f"{measurement.measured:,} of {measurement.total:,} rows"
    words = counted if measurement.expected == "= 0 rows" else ""
    return ": ".join(part for part in (words, measurement.rule.description) if part)


def _unmeasured(rule: Rule, why: str) -> Verdict:
    return Verdict(GATE, rule.name, Outcome.ERROR, rule.severity, scope=rule.scope, detail=why)
