import dataclasses
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.contract.rule import Severity
from mesh_assets.gates.decision import Decision, decide
from mesh_assets.gates.requirements import RequiredVerdict
from mesh_assets.gates.verdict import Outcome, Verdict

RULES = st.builds(
    RequiredVerdict, st.sampled_from(["contract", "soda", "dbt"]), st.sampled_from("abcdef")
)
JUDGED = st.builds(
    Verdict,
    gate=st.sampled_from(["contract", "soda", "dbt", "volume"]),
    rule=st.sampled_from("abcdefg"),
    outcome=st.sampled_from(Outcome),
    severity=st.sampled_from(Severity),
    measured=st.none() | st.integers(0, 9),
)


@st.composite
def requirements_and_verdicts(draw: Any) -> tuple[list[RequiredVerdict], list[Verdict]]:
    """Requirements, and at most one verdict on each, mostly there and mostly passed."""
    required = draw(st.lists(RULES, unique=True, max_size=8))
    outcomes = st.sampled_from([Outcome.PASSED] * 9 + list(Outcome))
    verdicts = [
        Verdict(r.gate, str(r.rule), draw(outcomes), draw(st.sampled_from(Severity)))
        for r in required
        if draw(st.integers(0, 19))
    ]
    return required, verdicts


def passed(gate: str, rule: str) -> Verdict:
    return Verdict(gate, rule, Outcome.PASSED)


def test_all_required_rules_passed() -> None:
    required = [
        RequiredVerdict("soda", "a"),
        RequiredVerdict("dbt", "b"),
        RequiredVerdict("volume"),
    ]
    verdicts = [passed("dbt", "b"), passed("soda", "a"), passed("volume", "row_count")]
    assert decide(required, verdicts) == Decision(reasons=(), warnings=())
    assert decide(required, verdicts).publish


def test_a_known_rule_without_a_verdict_refuses() -> None:
    decision = decide([RequiredVerdict("soda", "a")], [passed("soda", "b"), passed("dbt", "a")])
    assert not decision.publish
    assert decision.reasons == ("soda: a gave no verdict",)


def test_a_gate_without_any_verdict_refuses_and_says_what_to_do() -> None:
    required = [RequiredVerdict("great_expectations", "suite", "this gate is not available yet")]
    assert decide(required, []).reasons == (
        "great_expectations: suite gave no verdict: this gate is not available yet",
    )
    assert decide([RequiredVerdict("contract")], [passed("soda", "a")]).reasons == (
        "contract gave no verdict",
    )


def test_two_checks_of_one_name_need_two_verdicts() -> None:
    required = [RequiredVerdict("soda", "a"), RequiredVerdict("soda", "a")]
    assert not decide(required, [passed("soda", "a")]).publish
    assert decide(required, [passed("soda", "a"), passed("soda", "a")]).publish


def test_nothing_required_and_nothing_judged_publishes() -> None:
    assert decide([], []).publish


def test_a_warning_publishes_and_is_recorded() -> None:
    warned = Verdict("soda", "a", Outcome.FAILED, Severity.WARNING, 3, "= 0", detail="3 of 9 rows")
    decision = decide([RequiredVerdict("soda", "a")], [warned])
    assert decision.publish
    assert decision.warnings == ("soda: a failed: measured 3, expected = 0 (3 of 9 rows)",)


def test_every_outcome_but_passed_refuses_required_or_not() -> None:
    for outcome in Outcome:
        verdict = Verdict("soda", "extra", outcome)
        assert decide([], [verdict]).publish is (outcome is Outcome.PASSED)


def test_a_severity_that_nobody_knows_refuses() -> None:
    verdict = Verdict("soda", "a", Outcome.FAILED)
    unknown = dataclasses.replace(verdict, severity="whatever")  # type: ignore[arg-type]
    assert not decide([], [unknown]).publish


@given(st.lists(RULES), st.lists(JUDGED), st.randoms())
def test_the_decision_does_not_depend_on_the_order(
    required: list[RequiredVerdict], verdicts: list[Verdict], random: Any
) -> None:
    shuffled = random.sample(verdicts, len(verdicts))
    assert decide(random.sample(required, len(required)), shuffled) == decide(required, verdicts)


@given(requirements_and_verdicts(), JUDGED)
def test_another_verdict_that_refuses_never_lets_a_candidate_pass(
    case: tuple[list[RequiredVerdict], list[Verdict]], extra: Verdict
) -> None:
    required, verdicts = case
    refusing = dataclasses.replace(extra, outcome=Outcome.FAILED, severity=Severity.ERROR)
    assert not decide(required, [*verdicts, refusing]).publish


@given(requirements_and_verdicts(), st.data())
def test_a_verdict_that_gets_lost_never_lets_a_candidate_pass(
    case: tuple[list[RequiredVerdict], list[Verdict]], data: st.DataObject
) -> None:
    required, verdicts = case
    if not verdicts:
        return
    lost = data.draw(st.integers(0, len(verdicts) - 1))
    rest = [*verdicts[:lost], *verdicts[lost + 1 :]]
    assert not decide(required, rest).publish, "its rule is required, so it is missed"


@given(requirements_and_verdicts(), RULES)
def test_another_requirement_never_lets_a_candidate_pass(
    case: tuple[list[RequiredVerdict], list[Verdict]], more: RequiredVerdict
) -> None:
    required, verdicts = case
    if decide([*required, more], verdicts).publish:
        assert decide(required, verdicts).publish


@given(requirements_and_verdicts())
def test_it_publishes_exactly_when_all_is_judged_and_nothing_refuses(
    case: tuple[list[RequiredVerdict], list[Verdict]],
) -> None:
    required, verdicts = case
    complete = len(verdicts) == len(required)
    assert decide(required, verdicts).publish is (complete and not any(v.refuses for v in verdicts))
