from pathlib import Path

import pytest

from mesh_assets.contract.rule import Severity
from mesh_assets.documents.problem import DocumentError
from mesh_assets.gates.soda import SodaChecks, soda_checks

SEED = Path(__file__).parent / "seed" / "customer_orders.yml"


def read(folder: Path, text: str) -> SodaChecks:
    file = folder / "checks.yml"
    file.write_text(text)
    return soda_checks(file)


def read_checks(folder: Path, *lines: str) -> SodaChecks:
    return read(folder, "checks for orders:\n" + "".join(f"  {line}\n" for line in lines))


def problems(folder: Path, *lines: str) -> DocumentError:
    with pytest.raises(DocumentError) as refusal:
        read_checks(folder, *lines)
    return refusal.value


def test_the_seed_file_is_understood_as_it_is() -> None:
    seed = soda_checks(SEED)
    assert [(check.name, check.description, check.expected) for check in seed.checks] == [
        ("freshness_created_at", "freshness(created_at) < 1h", "< 1 hour"),
        ("missing_count_order_id", "missing_count(order_id) = 0", "= 0"),
        ("missing_count_customer_id", "missing_count(customer_id) = 0", "= 0"),
        ("missing_count_total_amount", "missing_count(total_amount) = 0", "= 0"),
        ("invalid_count_status", "invalid_count(status) = 0", "= 0"),
        ("min_total_amount", "min(total_amount) >= 0.01", ">= 0.01"),
        ("max_total_amount", "max(total_amount) <= 1000000", "<= 1000000"),
        (
            "schema",
            "required columns and their types",
            "order_id, customer_id, total_amount decimal, status, created_at",
        ),
    ]
    assert seed.volume, "the anomaly check is handed to the volume gate"
    assert {check.severity for check in seed.checks} == {Severity.ERROR}


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        ("row_count > 0", "> 0"),
        ("row_count between 10 and 1_000", "between 10 and 1000"),
        ("row_count between (10 and 20]", "between 10 and 20"),
        ("row_count not between 10 and 20", "not between 10 and 20"),
        ("row_count <> 7", "!= 7"),
        ("missing_percent(a) < 5%", "< 5%"),
        ("missing_percent(a) < 5", "< 5%"),
        ("duplicate_count(a, b) = 0", "= 0"),
        ("duplicate_percent(a) <= 0.5 %", "<= 0.5%"),
        ("avg(a) between -1.5 and 2e3", "between -1.5 and 2000.0"),
        ("stddev(a) < 3", "< 3"),
        ("max_length(a) <= 36", "<= 36"),
        ("freshness(a) < 1d", "< 1 day"),
        ("freshness(a) < 36h", "< 36 hours"),
        ("freshness(a) <= 1h30m", "<= 90 minutes"),
        ("freshness(a) < 30s", "< 0.5 minutes"),
    ],
)
def test_limits_are_said_in_words(tmp_path: Path, check: str, expected: str) -> None:
    (read_check,) = read_checks(tmp_path, f"- {check}").checks
    assert read_check.expected == expected


def test_fail_and_warn_levels_are_conditions_of_failure(tmp_path: Path) -> None:
    checks = read_checks(
        tmp_path,
        "- missing_count(a):",
        "    warn: when > 0",
        "    fail: when > 10",
        "- row_count:",
        "    warn: when between 1 and 9",
        "- freshness(a):",
        "    warn: when > 1h",
        "    fail: when >= 1d",
    ).checks
    assert [(check.expected, check.severity) for check in checks] == [
        ("<= 10 (a warning unless <= 0)", Severity.ERROR),
        ("not between 1 and 9", Severity.WARNING),
        ("< 24 hours (a warning unless <= 1 hour)", Severity.ERROR),
    ]


def test_schema_levels_are_checks_of_their_own(tmp_path: Path) -> None:
    checks = read_checks(
        tmp_path,
        "- schema:",
        "    fail:",
        "      when required column missing: [a]",
        "    warn:",
        "      when wrong column type: {b: 'decimal(18, 2)', c: varchar}",
    ).checks
    assert [(check.name, check.expected, check.severity) for check in checks] == [
        ("schema", "a", Severity.ERROR),
        ("schema_warning", "b decimal, c varchar", Severity.WARNING),
    ]


def test_names_are_unique_stable_and_usable_everywhere(tmp_path: Path) -> None:
    lines = [
        "- row_count > 0",
        "- row_count < 10",
        "- missing_count(a) = 0:",
        "    name: Every order has an id!",
        "- row_count != 5:",
        "    name: row count 2",
    ]
    names = [check.name for check in read_checks(tmp_path, *lines).checks]
    assert names == ["row_count", "row_count_2", "every_order_has_an_id", "row_count_2_2"]


@pytest.mark.parametrize(
    ("lines", "line", "message", "suggestion"),
    [
        (["- mising_count(a) = 0"], 2, "`mising_count` is not a check", "missing_count"),
        (["- row_count > 0", "- schemas:", "    fail: {}"], 3, "`schemas` is not", "schema"),
        (["- missing_count(a) == 0"], 2, "`== 0` is not a threshold", None),
        (["- missing_count(a)"], 2, "has no threshold", None),
        (["- missing_count = 0"], 2, "takes the column in parentheses", None),
        (["- row_count(a) = 0"], 2, "takes no column", None),
        (["- missing_count(a, b) = 0"], 2, "takes the column in parentheses", None),
        (["- freshness(a) < 1"], 2, "`< 1` is not a limit of a time", None),
        (["- row_count > 5%"], 2, "`> 5%` is not a limit of a number", None),
        (["- row_count between 9 and 1"], 2, "is an empty range", None),
        (["- freshness(a) between 1h and 5"], 2, "not a range of one kind", None),
        (["- row_count > 0:"], 2, "has no settings below", None),
        (["- invalid_count(a) = 0"], 2, "does not say what is valid", None),
        (
            ["- invalid_count(a) = 0:", "    valid value: [b]"],
            3,
            "`valid value` is",
            "valid values",
        ),
        (["- invalid_count(a) = 0:", "    valid values: b"], 3, "is a list of values", None),
        (["- invalid_count(a) = 0:", "    valid regex: [b]"], 3, "is a regular expression", None),
        (["- invalid_count(a) = 0:", "    valid min: b"], 3, "is a number", None),
        (["- invalid_count(a) = 0:", "    valid format: email"], 3, "is not supported", None),
        (["- row_count > 0:", "    fail: when < 3"], 2, "has two thresholds", None),
        (["- row_count:", "    fail: < 3"], 3, "is a condition such as `when", None),
        (["- row_count:", "    fail: when few"], 3, "`few` is not a threshold", None),
        (["- row_count > 0:", "    name: 5"], 3, "is text", None),
        (["- row_count > 0:", "    filtre: a = 1"], 3, "`filtre` is not supported", "filter"),
        (["- schema:", "    name: nothing"], 2, "says nothing", None),
        (["- schema:", "    fail: [a]"], 3, "is one or more conditions", None),
        (
            ["- schema:", "    fail:", "      when required columns missing: [a]"],
            4,
            "is not supported",
            "when required column missing",
        ),
        (
            ["- schema:", "    fail:", "      when forbidden column present: [a]"],
            4,
            "is not supported",
            None,
        ),
        (["- anomaly score for avg(a) < default"], 2, "`anomaly` is not a check", None),
        (["- [row_count > 0]"], 2, "is not a check", None),
        (["- failed rows:", "    fail condition: a = 1"], 2, "`failed` is not a check", None),
    ],
)
def test_what_would_not_run_is_located_instead_of_left_out(
    tmp_path: Path, lines: list[str], line: int, message: str, suggestion: str | None
) -> None:
    (problem,) = problems(tmp_path, *lines).problems
    assert problem.line == line
    assert message in problem.message
    if suggestion is not None:
        assert problem.suggestion == suggestion


def test_all_mistakes_of_a_file_are_shown_at_once(tmp_path: Path) -> None:
    found = problems(tmp_path, "- rowcount > 0", "- row_count > 0", "- mim(a) > 0", "- max(a)")
    assert [problem.line for problem in found.problems] == [2, 4, 5]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("{}", "has no checks"),
        ("- row_count > 0", "has no checks"),
        ("check for orders:\n  - row_count > 0", "is not supported"),
        ("checks for orders: []", "has no checks"),
        ("checks for a:\n  - row_count > 0\nchecks for b:\n  - row_count > 0", "one section"),
        ("filter orders [daily]:\n  where: a\nchecks for orders:\n  - row_count > 0", "filter"),
    ],
)
def test_a_file_that_is_no_list_of_checks_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(DocumentError, match=message):
        read(tmp_path, text)


CONTRACT = """
dataset: warehouse/public/orders
filter: status <> 'test'
columns:
  - name: order_id
    data_type: varchar
    checks:
      - missing:
      - duplicate: {qualifier: key}
  - name: amount
    checks:
      - aggregate: {function: avg, threshold: {must_be_between: {greater_than: 1, less_than: 9}}}
      - invalid: {valid_min: 0, threshold: {metric: percent, must_be_less_than: 5, level: warn}}
checks:
  - row_count: {name: Some rows}
  - schema:
  - freshness: {column: created_at, threshold: {unit: hour, must_be_less_than: 1}}
"""


def test_a_soda_4_contract_is_taken_as_it_is_for_our_table(tmp_path: Path) -> None:
    read_contract = read(tmp_path, CONTRACT)
    assert [(check.name, check.expected, check.severity) for check in read_contract.checks] == [
        ("missing_order_id", "= 0", Severity.ERROR),
        ("duplicate_key_order_id", "= 0", Severity.ERROR),
        ("aggregate_avg_amount", "between 1 and 9", Severity.ERROR),
        ("invalid_amount", "< 5%", Severity.WARNING),
        ("some_rows", "> 0", Severity.ERROR),
        ("schema", "the columns of the contract", Severity.ERROR),
        ("freshness_created_at", "< 1 hour", Severity.ERROR),
    ]
    (contract,) = read_contract.contracts
    assert "dataset" not in contract
    assert contract["filter"] == "status <> 'test'"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("treshold", "threshold"),
        ("must_be_less_then", "must_be_less_than"),
        ("valid_mim", "valid_min"),
        ("mising", "missing"),
        ("row_cout", "row_count"),
        ("filtre", "filter"),
    ],
)
def test_what_soda_would_ignore_in_a_contract_is_an_error(
    tmp_path: Path, wrong: str, right: str
) -> None:
    with pytest.raises(DocumentError) as refusal:
        read(tmp_path, CONTRACT.replace(right, wrong, 1))
    assert [problem.suggestion for problem in refusal.value.problems][:1] == [right]
