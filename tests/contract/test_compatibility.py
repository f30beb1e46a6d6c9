"""What changes between two contracts, and what of it breaks consumers."""

import pytest

from mesh_assets.contract.canonical import contract_data, contract_from_data
from mesh_assets.contract.compatibility import ChangeKind, Judgement, contract_changes
from mesh_assets.contract.compatibility.readability import Content, unreadable
from mesh_assets.contract.loading import load_contract

HEAD = """\
apiVersion: v3.2.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
"""
ID = "      - {name: id, logicalType: string, required: true, primaryKey: true}\n"
AMOUNT = """\
      - name: amount
        logicalType: number
        physicalType: decimal(10, 2)
        logicalTypeOptions: {minimum: 0, maximum: 100}
"""
STATUS = "      - {name: status, logicalType: string, enum: [{value: new}, {value: paid}]}\n"
CITY = """\
      - name: address
        logicalType: object
        properties:
          - {name: city, logicalType: string}
"""
COLUMNS = ID + AMOUNT + STATUS + CITY


@pytest.fixture
def contract(tmp_path):
    """Load a contract of these columns."""

    def load(columns):
        file = tmp_path / "contract.yaml"
        file.write_text(HEAD + columns)
        return load_contract(file)

    return load


@pytest.fixture
def changes(contract):
    """Make one edit of the columns, and give what it changes and whether that breaks."""

    def edit(old, new, columns=COLUMNS):
        assert old in columns
        edited = contract(columns.replace(old, new, 1))
        found = contract_changes(contract(columns), edited)
        return [(change.message, change.breaks) for change in found]

    return edit


def test_a_contract_is_kept_as_plain_data_without_a_loss(contract):
    loaded = contract(COLUMNS)
    kept = contract_from_data(contract_data(loaded))

    assert kept.columns == loaded.columns
    assert contract_changes(kept, loaded) == []
    assert contract_changes(loaded, kept) == []


def test_words_for_people_break_nothing(changes):
    assert changes("{name: status,", "{name: status, description: How far it is,") == [
        ("`status` is described otherwise", False)
    ]


@pytest.mark.parametrize(
    ("old", "new", "message", "breaks"),
    [
        (
            STATUS,
            STATUS + "      - {name: note, logicalType: string}\n",
            "`note` is new and optional",
            False,
        ),
        (
            STATUS,
            STATUS + "      - {name: note, logicalType: string, required: true}\n",
            "`note` is new and required: rows published before have no value for it",
            True,
        ),
        (STATUS, "", "`status` is removed", True),
        (
            "{name: status, logicalType: string, ",
            "{name: status, logicalType: string, required: true, ",
            "`status` was optional and is now required: rows published before may lack it",
            True,
        ),
        (
            "decimal(10, 2)",
            "decimal(12, 2)",
            "`amount` was decimal(10, 2) and is now decimal(12, 2)",
            False,
        ),
        (
            "decimal(10, 2)",
            "decimal(9, 2)",
            "`amount` was decimal(10, 2) and is now decimal(9, 2)",
            True,
        ),
        ("decimal(10, 2)", "double", "`amount` was decimal(10, 2) and is now number", True),
        ("minimum: 0,", "minimum: 1,", "the rule `amount.minimum` is narrower: 1, and was 0", True),
        ("minimum: 0,", "minimum: -9,", "the rule `amount.minimum` is wider: -9, and was 0", False),
        (
            "maximum: 100",
            "maximum: 99.5",
            "the rule `amount.maximum` is narrower: 99.5, and was 100",
            True,
        ),
        ("minimum: 0, ", "", "the rule `amount.minimum` is gone", False),
        ("{value: paid}", "{value: paid}, {value: sent}", "`status` also allows `sent`", False),
        (", {value: paid}", "", "`status` no longer allows `paid`", True),
        (
            "{name: city, logicalType: string}",
            "{name: city, logicalType: string}\n          - {name: zip, logicalType: string}",
            "`address.zip` is new and optional",
            False,
        ),
        (
            "{name: city, logicalType: string}",
            "{name: town, logicalType: string}",
            "`address.city` is removed",
            True,
        ),
        (
            "{name: city, logicalType: string}",
            "{name: city, logicalType: string, logicalTypeOptions: {maxLength: 9}}",
            "the rule `address.city.max_length` is new",
            True,
        ),
        (
            "{name: city, logicalType: string}",
            "{name: city, logicalType: string, classification: pii}",
            "`address.city` is now personal data",
            False,
        ),
    ],
)
def test_one_edit(changes, old, new, message, breaks):
    assert (message, breaks) in changes(old, new)


def test_a_column_that_may_be_null_again_breaks(changes):
    columns = ID + "      - {name: at, logicalType: timestamp, required: true}\n"

    assert changes(", required: true}\n", "}\n", columns[len(ID) :]) == [
        ("`at` was required and is now optional: consumers may rely on a value", True)
    ]


def test_a_limit_in_time_is_the_same_however_it_is_written(changes):
    columns = ID + (
        "      - {name: at, logicalType: timestamp, "
        'logicalTypeOptions: {minimum: "2026-01-01T02:00:00+02:00"}}\n'
    )
    written = '"2026-01-01T02:00:00+02:00"'

    assert changes(written, '"2026-01-01T00:00:00Z"', columns) == []
    [(message, breaks)] = changes(written, '"2026-01-01T01:00:00Z"', columns)
    assert (message.partition(":")[0], breaks) == ("the rule `at.minimum` is narrower", True)


def test_a_change_is_judged_for_the_producer_and_for_consumers(contract):
    def judgement(old, new, columns=COLUMNS):
        edited = contract(columns.replace(old, new, 1))
        [change] = contract_changes(contract(columns), edited)
        return change.kind, change.place, change.judgement

    assert judgement("maximum: 100", "maximum: 99") == (
        ChangeKind.LIMIT_TIGHTENED,
        "amount.maximum",
        Judgement.BREAKS_PRODUCER,
    )
    assert judgement(CITY, "") == (
        ChangeKind.COLUMN_REMOVED,
        "address",
        Judgement.BREAKS_CONSUMERS,
    )
    assert judgement(
        "name: amount",
        "name: sum",
        COLUMNS.replace("- name: amount", "- id: c2\n        name: amount"),
    ) == (
        ChangeKind.COLUMN_RENAMED,
        "amount",
        Judgement.BREAKS_BOTH,
    )
    assert judgement("{name: status,", "{name: status, classification: internal,") == (
        ChangeKind.PERSONAL_DATA_CHANGED,
        "status",
        Judgement.COMPATIBLE,
    )


def test_ids_tell_a_renamed_column_from_a_new_one(changes):
    columns = ID + "      - {id: c7, name: mail, logicalType: string}\n"

    assert changes("name: mail", "name: email", columns) == [("`mail` is renamed to `email`", True)]


def test_another_key_breaks(changes):
    columns = ID + "      - {name: line, logicalType: integer, required: true}\n"
    found = changes("name: line, ", "name: line, primaryKey: true, ", columns)

    assert ("a row is identified by id, line, and was by id", True) in found


def test_checks_of_quality_come_and_go_without_breaking(changes):
    check = """\
        quality:
          - {name: known, metric: invalidValues, arguments: {validValues: [a, b]}, VERDICT}
"""
    few = AMOUNT + check.replace("VERDICT", "mustBeLessThan: 5, unit: percent")
    strict = AMOUNT + check.replace("VERDICT", "mustBe: 0").replace("[a, b]", "[1, 2]")

    assert changes("mustBeLessThan: 5", "mustBeLessThan: 4", few.replace("[a, b]", "[1, 2]")) == [
        ("the rule `known` is another one", False)
    ]
    assert changes("[1, 2]", "[1]", strict) == [("`amount` no longer allows `2`", True)]
    assert changes("[1, 2]", "[1, 2, 3]", strict) == [("`amount` also allows `3`", False)]


def test_what_is_only_warned_of_breaks_nothing(changes):
    quality = """\
        quality:
          - {name: few, metric: nullValues, mustBe: 0, severity: warning}
"""
    assert changes("mustBe: 0", "mustBeLessThan: 9", AMOUNT + quality) == [
        ("the rule `few` is another one", False)
    ]


NONE_NULL = "          - {name: told, metric: nullValues, mustBe: 0}\n"
NONE_TWICE = "          - {name: told, metric: duplicateValues, mustBe: 0}\n"
BEFORE = "        quality:\n          - {name: other, metric: nullValues, mustBeLessThan: 9}\n"


@pytest.mark.parametrize(
    ("check", "lifted"), [(NONE_NULL, "made optional"), (NONE_TWICE, "key changed")]
)
def test_a_count_that_allows_no_row_binds_each_row(contract, check, lifted):
    without, checked = contract(AMOUNT + BEFORE), contract(AMOUNT + BEFORE + check)
    warned = contract(AMOUNT + BEFORE + check.replace("mustBe: 0", "mustBe: 0, severity: warning"))

    def told(old, new):
        return [(change.kind, change.judgement) for change in contract_changes(old, new)]

    added = [(ChangeKind.RULE_ADDED, Judgement.BREAKS_PRODUCER)]
    assert told(without, checked) == told(warned, checked) == added
    assert [kind for kind, _ in told(checked, without)] == [ChangeKind(lifted)]
    assert [kind for kind, _ in told(checked, warned)] == [ChangeKind(lifted)]
    assert told(without, warned)[0][1] is Judgement.COMPATIBLE


def test_what_is_required_has_no_nulls_to_count(contract):
    required = AMOUNT.replace("name: amount", "name: amount\n        required: true") + BEFORE
    old, new = contract(required), contract(required + NONE_NULL)

    assert unreadable(old, new, Content.ROWS) == []
    assert unreadable(
        contract(AMOUNT + BEFORE), contract(AMOUNT + BEFORE + NONE_NULL), Content.ROWS
    )


def test_a_key_of_the_whole_table_is_more_than_one_of_a_partition(contract):
    scoped = "        customProperties: [{property: uniqueScope, value: table}]\n"
    unique = "      - name: id\n        logicalType: string\n        unique: true\n"
    old, new = contract(unique), contract(unique + scoped)

    assert unreadable(new, old, Content.ROWS) == []
    assert unreadable(old, new, Content.ROWS) == [
        "`id.unique` is demanded, and what is written may repeat"
    ]


@pytest.fixture
def levels(contract):
    """Change the service levels of a contract, and give what that means."""

    def change(old, new):
        was, now = (contract(COLUMNS + f"slaProperties: [{each}]\n") for each in (old, new))
        return [(found.message, found.judgement.value) for found in contract_changes(was, now)]

    return change


PRODUCER, NOBODY = "breaks the producer", "compatible"


@pytest.mark.parametrize(
    ("old", "new", "words", "judgement"),
    [
        ("{property: latency, value: 4, unit: h}", "{property: latency, value: 2, unit: h}",
         "`latency` is tightened from 4 h to 2 h", PRODUCER),
        ("{property: freshness, value: 1, unit: h}", "{property: freshness, value: 30, unit: min}",
         "`freshness` is tightened from 1 h to 30 min", PRODUCER),
        ("{property: freshness, value: 30m}", "{property: freshness, value: PT1H}",
         "`freshness` is loosened from 30m to PT1H", NOBODY),
        ("{property: availability, value: 99%}", "{property: availability, value: 99.9%}",
         "`availability` is tightened from 99% to 99.9%", PRODUCER),
        ("{property: retention, value: 3, unit: y}", "{property: retention, value: 1, unit: y}",
         "`retention` is loosened from 3 y to 1 y", NOBODY),
        ("{property: endOfSupport, value: '2027-01-01'}",
         "{property: endOfSupport, value: '2028-01-01'}", "is tightened from 2027-01-01", PRODUCER),
        ("{property: timeOfAvailability, value: '09:00'}",
         "{property: timeOfAvailability, value: '08:00'}", "is changed from 09:00", "breaks both"),
        ("{property: latency, value: soon}", "{property: latency, value: 2}",
         "is changed from soon", "breaks both"),
        ("{property: latency, value: 4, unit: h}", "{property: latency, value: 2}",
         "is changed from 4 h", "breaks both"),
        ("", "{property: latency, value: 4, unit: h}", "`latency` is new: 4 h", NOBODY),
        ("{property: latency, value: 4, unit: h}", "", "is no longer promised", NOBODY),
        ("{property: latency, value: 4, unit: h}",
         "{property: latency, value: 4, unit: h, driver: analytics}", "is described otherwise",
         NOBODY),
        ("{property: latency, value: 4, unit: h, element: orders.a}",
         "{property: latency, value: 3, unit: h, element: orders.a}",
         "`latency` of `orders.a` is tightened", PRODUCER),
    ],
)  # fmt: skip
def test_service_levels_of_the_contract(levels, old, new, words, judgement):
    [(message, judged)] = levels(old, new)
    assert words in message
    assert judged == judgement


def test_the_same_service_level_in_other_words_is_described_otherwise(levels):
    [(message, judged)] = levels(
        "{property: latency, value: 1, unit: h}", "{property: latency, value: 60, unit: minutes}"
    )
    assert (message, judged) == ("the service level `latency` is described otherwise", NOBODY)


def test_of_a_kept_contract_no_service_level_is_known(contract):
    loaded = contract(COLUMNS + "slaProperties: [{property: latency, value: 4, unit: h}]\n")
    assert contract_changes(contract_from_data(contract_data(loaded)), loaded) == []


def test_a_custom_check_may_come_change_and_go(changes):
    check = "{name: seen, type: custom, engine: monteCarlo, implementation: {monitor: rows}}"
    checked = f"{COLUMNS}    quality: [{check}]\n"
    assert changes("monitor: rows", "monitor: size", checked) == [
        ("the rule `seen` is another one", False)
    ]
    assert changes(f"    quality: [{check}]\n", "", checked) == [("the rule `seen` is gone", False)]
