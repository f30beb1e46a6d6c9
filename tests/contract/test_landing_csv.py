"""CSV as it lands."""

import gzip

import pytest

from mesh_assets.contract.landing import UnreadableFile

PROPERTIES = {
    "id": {"type": "string"},
    "n": {"type": "integer"},
    "x": {"type": "number"},
    "ok": {"type": "boolean"},
    "at": {"type": "string", "format": "date-time"},
    "tags": {"type": "array", "items": {"type": "string", "maxLength": 2}},
}


@pytest.fixture
def csv(bench):
    def validate(content, name="things.csv", **schema):
        contract = bench.contract({"properties": PROPERTIES, **schema})
        return bench.validate(contract, bench.land(content, name))

    return validate


def test_values_are_read_as_their_columns_types(csv):
    outcome = csv('id,n,x,ok,at,tags\na,1,2.5,true,2026-01-05T10:00:00Z,"[""p"",""q""]"\n')
    [row] = outcome.rows
    assert row[:4] == ("a", 1, 2.5, True)
    assert row[4].isoformat() == "2026-01-05T10:00:00+00:00"
    assert row[5] == ["p", "q"]


def test_an_empty_field_is_null(csv):
    outcome = csv('id,n,x,ok,at,tags\n,,,,,\n"",,,,,\n', required=["id"])
    assert outcome.rows == []
    assert outcome.rules == [["id.required"], ["id.required"]]
    assert csv("id,n,x,ok,at,tags\na,,,,,\n").rows == [("a", None, None, None, None, None)]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("n", ["1.5", "1_000", "0x10", " 12", "1e2", "abc", "9223372036854775808", "1,5"]),
        ("x", ["1_0.5", " 1", "NaN", "inf", "1e400", "1,5", "0x1p3", "."]),
        ("ok", ["yes", "1", "TRUE", "t"]),
        ("tags", ["a", "{}", "[1]", "[", '"a"', "7", "[null]"]),
    ],
)
def test_what_does_not_read_as_the_type(csv, column, values):
    body = "".join('"{}"\n'.format(value.replace('"', '""')) for value in values)
    outcome = csv(f"{column}\n{body}")
    assert outcome.rows == []
    assert [rules[0].removesuffix(".type") for rules in outcome.rules] == [
        f"{column}[]" if value in ("[1]", "[null]") else column for value in values
    ]


def test_a_value_of_another_type_is_named_once(bench):
    contract = bench.contract({"properties": {"n": {"type": "integer", "maximum": 1}}})
    assert bench.validate(contract, bench.land("n\n1.9\n2e0\n", "n.csv")).rules == [["n.type"]] * 2


def test_rules_are_judged(csv):
    outcome = csv('id,at,tags\na,2026-02-30T10:00:00Z,"[""long""]"\n')
    assert outcome.rules == [["at.format", "tags[].max_length"]]


def test_columns_are_found_by_name(csv):
    outcome = csv("more,n,id\nzzz,1,a\n", required=["id"])
    assert outcome.records[0]["id"] == "a"
    assert outcome.records[0]["n"] == 1
    assert csv("more,n,id\nzzz,1,a\n", additionalProperties=False).rules == [
        ["additional_properties"]
    ]


def test_a_missing_column_is_named_for_every_record(csv):
    outcome = csv("n\n1\n2\n", required=["id", "n"])
    assert outcome.rules == [["id.required"], ["id.required"]]
    assert outcome.letters[0].record == '{"n":"1"}'


def test_lines_that_are_no_rows(csv):
    outcome = csv('id,n\na,1\nb\nc,2,3\nd,4\n"e"x,5\n')
    assert [row[:2] for row in outcome.rows] == [("a", 1), ("d", 4)]
    assert [(letter.line, letter.rules, letter.record) for letter in outcome.letters] == [
        (3, ["malformed_line"], "b"),
        (4, ["malformed_line"], "c,2,3"),
        (6, ["malformed_line"], '"e"x,5'),
    ]


def test_line_numbers_with_blank_lines_and_line_breaks_in_fields(csv):
    outcome = csv('id,n\n"a\nb",1\n\nc,x\nd\n"e\r\nf\ng",y\nh,2\ni,z\n')
    assert [row[:2] for row in outcome.rows] == [("a\nb", 1), ("h", 2)]
    assert [(letter.line, letter.rules) for letter in outcome.letters] == [
        (5, ["n.type"]),
        (6, ["malformed_line"]),
        (7, ["n.type"]),
        (11, ["n.type"]),
    ]


def test_repeated_keys_keep_their_text(bench):
    contract = bench.contract(
        {"properties": {"id": {"type": "string", "x-unique": True}, "x": {"type": "number"}}}
    )
    outcome = bench.validate(contract, bench.land("id,x,y\na,1.50,u\nb,2,v\na,1.50,\n", "t.csv"))
    assert [(letter.line, letter.record) for letter in outcome.letters] == [
        (4, '{"id":"a","x":"1.50","y":null}')
    ]


def test_empty_files(csv):
    for content in ("", "id,n\n", "\ufeffid,n\n"):
        assert csv(content).validation.received == 0


def test_compressed(csv):
    outcome = csv(gzip.compress(b"id,n\na,1\nb,x\n"), "things.csv.gz")
    assert outcome.validation.accepted == 1
    assert [(letter.file, letter.line) for letter in outcome.letters] == [("things.csv.gz", 3)]


def test_line_numbers_in_a_file_that_many_threads_read(csv, bench):
    bench.connection.execute("SET threads = 4")
    filler = "x" * 300
    lines = ["id,n"] + [
        f"{filler},{'bad' if number % 5000 == 11 else number}" for number in range(60_000)
    ]
    outcome = csv("\n".join(lines))
    assert [letter.line for letter in outcome.letters] == [
        number + 2 for number in range(60_000) if number % 5000 == 11
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (bytes(range(128, 256)) * 10, "header"),
        ("id,id\n1,2\n", "`id` twice"),
        ("id,\n1,2\n", "without a name"),
        ("id,n\nx\ny\nz\n", "none of its 3 lines"),
        ("foo,bar\n1,2\n", "none of the contract's columns"),
        ('{"id":"a"}\n{"id":"b"}\n', "none of the contract's columns"),
    ],
)
def test_a_file_of_which_nothing_can_be_read(csv, content, reason):
    with pytest.raises(UnreadableFile, match=reason):
        csv(content)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_divide_fields_where_the_header_has_no_comma(csv, delimiter):
    content = 'id,n,x\n"a;\tb",1,"2.5"\nc,x,1\nd\n'.replace(",", delimiter)
    outcome = csv(content)
    assert [row[:3] for row in outcome.rows] == [("a;\tb", 1, 2.5)]
    assert [(letter.line, letter.rules) for letter in outcome.letters] == [
        (3, ["n.type"]),
        (4, ["malformed_line"]),
    ]
    assert csv("id,n\na;b,1\n").rows[0][:2] == ("a;b", 1)
