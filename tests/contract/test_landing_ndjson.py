"""NDJSON as it lands: broken, hostile, compressed, and empty files."""

import gzip
import json

import pyarrow as pa
import pytest

from mesh_assets.contract.landing import FileFormat, LandingFile, UnreadableFile

A = {"a": {"type": "string"}}


def test_an_empty_file_has_no_records(bench):
    contract = bench.contract({"properties": A})
    for content in ("", "\n", "\n  \n\t\r\n"):
        outcome = bench.validate(contract, bench.land(content))
        assert (outcome.validation.received, outcome.rows, outcome.letters) == (0, [], [])
        assert outcome.columns == ["a"]


def test_no_files_are_no_records(bench):
    outcome = bench.validate(bench.contract({"properties": A}))
    assert outcome.validation.received == 0
    assert outcome.types == ["VARCHAR"]


def test_lines_that_are_not_json_are_dead_letters_with_their_text(bench):
    outcome = bench.lines(
        A,
        '{"a":"1"}',
        "hello",
        '  {"a":"2"}  ',
        '{"a":"cut',
        '{"a":"1"}{"a":"2"}',
        "{'a':1}",
        b'{"a":"\xff\xfe"}',
        b'{"a":"x\x00y"}',
        '{"a":"\\ud800"}',
        '{"a":"tab\there"}',
        '{"a":"x"} trailing',
        '{"a":"3"}',
    )
    assert outcome.rows == [("1",), ("2",), ("3",)]
    assert [letter.line for letter in outcome.letters] == [2, 4, 5, 6, 7, 8, 9, 10, 11]
    assert {tuple(rules) for rules in outcome.rules} == {("not_json",)}
    assert [letter.record for letter in outcome.letters] == [
        "hello",
        '{"a":"cut',
        '{"a":"1"}{"a":"2"}',
        "{'a':1}",
        '{"a":"\ufffd\ufffd"}',
        '{"a":"x\x00y"}',
        '{"a":"\\ud800"}',
        '{"a":"tab\there"}',
        '{"a":"x"} trailing',
    ]


def test_json_that_is_no_object(bench):
    outcome = bench.lines(A, "1", '"x"', "[1]", "null", "true", '[{"a":"x"}]', "{}", required=["a"])
    assert outcome.rules == [["not_an_object"]] * 6 + [["a.required"]]
    assert [letter.record for letter in outcome.letters][3] == "null"


def test_a_property_written_twice(bench):
    for closed in (True, False):
        outcome = bench.lines(
            {"a": {"type": "string"}, "b": {"type": "string"}},
            '{"a":"x","a":"x"}',
            '{"a":"x","a":1}',
            '{"b":"x","a":"y"}',
            additionalProperties=not closed,
        )
        assert outcome.rows == [("y", "x")]
        assert outcome.rules == [["duplicate_property"]] * 2


def test_blank_lines_are_counted_as_lines(bench):
    outcome = bench.lines(
        A, "", '{"a":1}', "   ", "\t", '{"a":"ok"}', "", "", "broken", '{"a":2}', ""
    )
    assert [(letter.line, letter.rules) for letter in outcome.letters] == [
        (2, ["a.type"]),
        (8, ["not_json"]),
        (9, ["a.type"]),
    ]
    assert outcome.rows == [("ok",)]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("end", ["", "newline"])
def test_line_numbers_with_either_newline(bench, newline, end):
    lines = ['{"a":1}', "", "x", '{"a":"ok"}', '{"a":2}']
    content = newline.join(lines) + (newline if end else "")
    outcome = bench.validate(bench.contract({"properties": A}), bench.land(content))
    assert [(letter.line, letter.record) for letter in outcome.letters] == [
        (1, '{"a":1}'),
        (3, "x"),
        (5, '{"a":2}'),
    ]


@pytest.mark.parametrize("blank_every", [0, 7])
def test_line_numbers_in_a_file_that_many_threads_read(bench, blank_every):
    bench.connection.execute("SET threads = 4")
    filler = "x" * 400
    lines, expected = [], []
    for number in range(120_000):
        if blank_every and number % blank_every == 0:
            lines.append(" " * (number % 3))
        if number % 1000 == 17:
            broken = "not json" if number % 2000 == 17 else f'{{"a":{number}}}'
            lines.append(broken)
            expected.append((len(lines), broken))
        else:
            lines.append(f'{{"a":"{number}","filler":"{filler}"}}')
    outcome = bench.validate(bench.contract({"properties": A}), bench.land("\n".join(lines)))
    assert [(letter.line, letter.record) for letter in outcome.letters] == expected
    assert outcome.validation.received == 120_000


def test_several_files_keep_their_own_line_numbers(bench):
    contract = bench.contract({"properties": A})
    files = [
        bench.land('{"a":"1"}\n{"a":1}\n', "one.ndjson"),
        bench.land("", "two.ndjson"),
        bench.land('\n{"a":2}\n', "thr[ee]*?.ndjson"),
        bench.land('{"a":"2"}\nx\n', "four's.ndjson"),
    ]
    outcome = bench.validate(contract, *files)
    assert [(letter.file, letter.line) for letter in outcome.letters] == [
        ("four's.ndjson", 2),
        ("one.ndjson", 2),
        ("thr[ee]*?.ndjson", 2),
    ]
    assert sorted(outcome.rows) == [("1",), ("2",)]


def test_a_name_with_wildcards_reads_no_other_file(bench):
    bench.land('{"a":"other"}\n', "ab.ndjson")
    outcome = bench.validate(
        bench.contract({"properties": A}), bench.land('{"a":"this"}\n', "a?.ndjson")
    )
    assert outcome.rows == [("this",)]


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 20,
        b"id,name\n1,x\n2,y\n",
        b'[\n  {\n    "a": "x"\n  }\n]\n',
        b"broken",
        gzip.compress(b'{"a":"x"}\n', mtime=0),
    ],
)
def test_a_file_of_which_no_line_is_json_is_refused_as_a_whole(bench, content):
    file = bench.land(content)
    with pytest.raises(UnreadableFile, match=r"things\.ndjson: none of its .* is JSON") as refused:
        bench.validate(bench.contract({"properties": A}), file)
    assert refused.value.path == file.path


def test_one_unreadable_file_among_others_is_named(bench):
    good, bad = bench.land('{"a":"x"}\n', "good.ndjson"), bench.land("bad\n", "bad.ndjson")
    with pytest.raises(UnreadableFile) as refused:
        bench.validate(bench.contract({"properties": A}), good, bad)
    assert refused.value.path == bad.path


def test_a_missing_file_is_named(bench, tmp_path):
    contract = bench.contract({"properties": A})
    for path in (tmp_path / "nothing.ndjson", tmp_path):
        with pytest.raises(UnreadableFile, match=str(path)):
            bench.validate(contract, LandingFile(path, FileFormat.NDJSON))


def zstd(content: bytes) -> bytes:
    return pa.compress(content, codec="zstd", asbytes=True)


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd)])
def test_compressed_files(bench, ending, pack):
    contract = bench.contract({"properties": A})
    content = b'{"a":"x"}\n\n{"a":1}\n'
    outcome = bench.validate(contract, bench.land(pack(content), f"things.ndjson.{ending}"))
    assert outcome.rows == [("x",)]
    assert [(letter.file, letter.line) for letter in outcome.letters] == [
        (f"things.ndjson.{ending}", 3)
    ]


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("zst", zstd)])
def test_a_damaged_archive_is_refused_and_not_read_in_part(bench, ending, pack):
    packed = pack(b"".join(b'{"a":"%d"}\n' % number for number in range(100_000)))
    contract = bench.contract({"properties": A})
    middle = len(packed) // 2
    for content in (packed[:-9], packed[:middle], packed[:middle] + b"damaged", b"no archive"):
        file = bench.land(content, f"things.ndjson.{ending}")
        with pytest.raises(UnreadableFile, match="cannot be unpacked"):
            bench.validate(contract, file)


def test_a_long_line(bench):
    text = "x" * (20 << 20)
    outcome = bench.lines(A, f'{{"a":"{text}"}}', '{"a":"short"}', f'{{"a":["{text}"]}}')
    assert [len(row[0]) for row in outcome.rows] == [len(text), 5]
    assert [(letter.line, len(letter.record)) for letter in outcome.letters] == [
        (3, len(text) + 10)
    ]


def test_a_line_too_long_to_read_names_its_file(bench):
    with pytest.raises(UnreadableFile, match="maximum_object_size"):
        bench.lines(A, f'{{"a":"{"x" * (40 << 20)}"}}')


def test_strings_arrive_as_they_were_meant(bench):
    texts = [
        "",
        " ",
        "é",
        "日本語",
        "\U0001f600",
        'quote " and \\',
        "a\nb\tc",
        "\u0000",
        "null",
        "'",
    ]
    outcome = bench.lines(A, *(json.dumps({"a": text}) for text in texts))
    assert [row[0] for row in outcome.rows] == texts
    outcome = bench.lines(A, *(json.dumps({"a": t}, ensure_ascii=False) for t in texts))
    assert [row[0] for row in outcome.rows] == texts


def test_names_that_need_quoting(bench):
    names = [
        "a b",
        "a'b",
        "select",
        "a*b",
        "a[0]",
        "$",
        "ä",
        "a/b~c",
        "text:x",
    ]
    properties = {name: {"type": "string", "maxLength": 1} for name in names}
    good = dict.fromkeys(names, "x")
    bad = [json.dumps({**good, name: "xx"}) for name in names]
    wrong = [json.dumps({**good, name: 12}) for name in names]
    outcome = bench.lines(
        properties, json.dumps(good), *bad, *wrong, required=names, additionalProperties=False
    )
    assert outcome.records == [good]
    assert outcome.rules == [
        *([f"{name}.max_length"] for name in names),
        *([f"{name}.type"] for name in names),
    ]


def test_deep_nesting_is_refused_or_kept_and_never_breaks_the_rest(bench):
    deep = "[" * 5000 + "]" * 5000
    outcome = bench.lines(
        {"a": {"type": "array"}}, f'{{"a":{deep}}}', '{"a":[]}', f'{{"b":{deep}}}'
    )
    assert outcome.validation.received == 3
    assert ("[]",) in outcome.rows


def test_all_refused(bench):
    outcome = bench.lines(A, *(['{"a":1}'] * 5000))
    assert outcome.rows == []
    assert [letter.line for letter in outcome.letters] == list(range(1, 5001))
    assert outcome.validation.reasons == {"a.type": 5000}


def test_the_connections_own_settings_are_left_alone(bench):
    bench.connection.execute("SET preserve_insertion_order = false")
    bench.lines(A, '{"a":"x"}', "broken")
    [(setting,)] = bench.connection.execute(
        "SELECT current_setting('preserve_insertion_order')"
    ).fetchall()
    assert setting is False


def test_scratch_files_go_with_the_connection(bench, tmp_path):
    outcome = bench.lines(A, '{"a":"x"}', "broken")
    assert list((tmp_path / "spill").iterdir())
    bench.connection.execute(outcome.validation.accepted_sql).fetchall()
    bench.connection.close()
    del bench.connection
