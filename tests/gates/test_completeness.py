from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.gates.completeness import judge_completeness
from mesh_assets.product.types import Percentage

THREE_NINES = Percentage(Decimal("99.9"))
COUNTS = st.integers(0, 10**12)


def test_the_share_of_accepted_records_is_held_against_the_objective() -> None:
    verdict = judge_completeness("orders", received=20_000, accepted=18_500, slo=THREE_NINES)
    assert (verdict.gate, verdict.rule, verdict.refuses) == ("completeness", "orders", True)
    assert (verdict.measured, verdict.expected) == (92.5, ">= 99.9%")
    assert verdict.detail == "1,500 of 20,000 records are dead letters"


def test_no_share_is_rounded_up_to_its_objective() -> None:
    assert judge_completeness("p", received=10**9, accepted=999_000_000, slo=THREE_NINES).passed
    assert not judge_completeness("p", received=10**9, accepted=998_999_999, slo=THREE_NINES).passed


def test_an_empty_delivery_has_no_broken_records() -> None:
    verdict = judge_completeness("orders", received=0, accepted=0, slo=THREE_NINES)
    assert (verdict.passed, verdict.measured) == (True, 100)
    assert verdict.detail == "nothing was received"


def test_without_an_objective_the_share_is_still_measured() -> None:
    verdict = judge_completeness("orders", received=4, accepted=1, slo=None)
    assert (verdict.passed, verdict.measured, verdict.expected) == (True, 25, ">= 0%")


@pytest.mark.parametrize(("received", "accepted"), [(1, 2), (0, 1), (3, -1)])
def test_counts_that_cannot_be_are_a_defect(received: int, accepted: int) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        judge_completeness("orders", received=received, accepted=accepted, slo=THREE_NINES)


@given(COUNTS, COUNTS, st.decimals(0, 100, places=4).map(Percentage))
def test_one_more_dead_letter_never_helps(received: int, refused: int, slo: Percentage) -> None:
    accepted = max(0, received - refused)
    fewer = judge_completeness("p", received=received + 1, accepted=accepted, slo=slo)
    same = judge_completeness("p", received=received + 1, accepted=accepted + 1, slo=slo)
    assert same.passed or not fewer.passed
