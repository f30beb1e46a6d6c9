from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.gates.verdict import Verdict
from mesh_assets.gates.volume import ENOUGH_HISTORY, judge_volume, usual_volume

ROWS = st.integers(0, 50_000_000)
HISTORY = st.lists(ROWS, min_size=ENOUGH_HISTORY, max_size=60)
SENSITIVITIES = ("low", "default", "high")


def judge(rows: int, history: list[int], sensitivity: str = "default") -> Verdict:
    (verdict,) = judge_volume(rows, history, sensitivity)
    return verdict


def test_a_halved_day_is_an_anomaly_and_says_by_how_much() -> None:
    verdict = judge(10_000, [20_000, 20_100, 19_900, 20_050, 19_950, 20_000])
    assert not verdict.passed
    assert verdict.refuses
    assert verdict.measured == 10_000
    assert verdict.expected == "between 17,925 and 22,075 rows"
    assert verdict.detail == (
        "the median of 6 publications is 20,000 rows; the modified z-score is -16.9, beyond 3.5 "
        "(default sensitivity)"
    )


@pytest.mark.parametrize("rows", [19_000, 20_000, 21_000])
def test_a_constant_history_does_not_refuse_a_small_change(rows: int) -> None:
    assert judge(rows, [20_000] * 14).passed


def test_few_rows_vary_by_chance() -> None:
    assert judge(13, [9] * 14).passed
    assert judge(0, [0] * 14).passed
    assert not judge(100, [9] * 14).passed


def test_one_strange_day_in_the_history_changes_nothing() -> None:
    usual = [20_000, 20_400, 19_700, 20_100, 19_900, 20_200]
    assert judge(20_500, [*usual, 2_000_000]).passed
    assert not judge(40_000, [*usual, 2_000_000]).passed


@pytest.mark.parametrize(
    ("history", "spoken"), [([], "0 publications"), ([5], "1 publication"), ([5] * 3, "3 publ")]
)
def test_a_short_history_passes_and_says_that_it_is_short(history: list[int], spoken: str) -> None:
    verdict = judge(7, history)
    assert verdict.passed
    assert verdict.measured == 7
    assert verdict.expected == "judged after 5 publications"
    assert f"history of {spoken}" in verdict.detail
    assert "too short to judge: needs 5" in verdict.detail


@given(HISTORY, ROWS, st.permutations(range(5)))
def test_the_order_of_the_history_does_not_matter(
    history: list[int], rows: int, order: list[int]
) -> None:
    assert judge(rows, [history[i] for i in order] + history[5:]) == judge(rows, history)


@given(HISTORY, st.sampled_from(SENSITIVITIES))
def test_the_median_itself_is_never_an_anomaly(history: list[int], sensitivity: str) -> None:
    assert judge(int(median(history)), history, sensitivity).passed


@given(HISTORY, ROWS, ROWS, st.sampled_from(SENSITIVITIES))
def test_what_is_nearer_to_the_median_passes_where_the_farther_does(
    history: list[int], one: int, other: int, sensitivity: str
) -> None:
    middle = median(history)
    near, far = sorted((one, other), key=lambda rows: abs(rows - middle))
    if judge(far, history, sensitivity).passed:
        assert judge(near, history, sensitivity).passed


@given(HISTORY, ROWS)
def test_more_sensitive_never_passes_more(history: list[int], rows: int) -> None:
    passed = [judge(rows, history, sensitivity).passed for sensitivity in SENSITIVITIES]
    assert passed == sorted(passed, reverse=True)


@given(HISTORY, ROWS)
def test_the_bounds_that_people_see_are_those_of_the_score(history: list[int], rows: int) -> None:
    beyond = abs(usual_volume(history).score(rows)) > 3.5 + 1e-9
    within = abs(usual_volume(history).score(rows)) < 3.5 - 1e-9
    verdict = judge(rows, history)
    assert verdict.passed or not within
    assert not verdict.passed or not beyond
