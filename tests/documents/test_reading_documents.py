"""YAML and JSON files: data, positions, and what is said of files that cannot be used."""

import gc
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mesh_assets.documents.document import Document, read_document, scan_document
from mesh_assets.documents.problem import DocumentError, Problem


def written(folder: Path, text: str, name: str = "spec.yaml") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def problem_in(folder: Path, text: str, name: str = "spec.yaml") -> Problem:
    with pytest.raises(DocumentError) as caught:
        read_document(written(folder, text, name))
    [problem] = caught.value.problems
    return problem


def at(document: Document, *path: str | int, on_key: bool = False) -> tuple[int, int]:
    position = document.position(path, on_key=on_key)
    return position.line, position.column


YAML = """\
# a comment
name: customer-orders
slo: {freshness: 1h}
ports:
  - type: sql
    format: Iceberg table
  - type: api
owner:
text: >
  folded
"""


def test_every_key_and_value_has_its_place(tmp_path):
    document = read_document(written(tmp_path, YAML))

    assert at(document, "name") == (2, 7)
    assert at(document, "name", on_key=True) == (2, 1)
    assert at(document, "slo", "freshness") == (3, 18)
    assert at(document, "ports", 0, "format") == (6, 13)
    assert at(document, "ports", 1) == (7, 5)
    assert at(document, "ports", 1, "type", on_key=True) == (7, 5)


def test_places_are_those_of_the_text_that_was_read(tmp_path):
    document = read_document(written(tmp_path, YAML))
    written(tmp_path, "name: another\n")

    assert at(document, "ports", 1, "type") == (7, 11)


@pytest.mark.parametrize("text", ["a: 1", "a: ["])
def test_reading_leaves_the_collector_of_garbage_as_it_was(tmp_path, text):
    file = written(tmp_path, text)
    with suppress(DocumentError):
        read_document(file)
    assert gc.isenabled()

    gc.disable()
    try:
        with suppress(DocumentError):
            read_document(file)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_an_absent_part_is_shown_at_what_encloses_it(tmp_path):
    document = read_document(written(tmp_path, YAML))

    assert at(document, "ports", 1, "format") == (7, 5)
    assert at(document, "ports", 7) == (5, 3)
    assert at(document, "version") == (2, 1)


def test_an_empty_value_is_shown_at_its_key(tmp_path):
    assert at(read_document(written(tmp_path, YAML)), "owner") == (8, 1)


def test_elements_of_lists_are_called_by_their_names(tmp_path):
    text = "ports:\n  - {type: sql, format: x}\n  - {source: y}\n  - {type: api, name: orders}\n"
    document = read_document(written(tmp_path, text))

    assert document.dotted(("ports", 0, "format")) == "ports[0: sql].format"
    assert document.dotted(("ports", 1)) == "ports[1]"
    assert document.dotted(("ports", 2, "name")) == "ports[2: orders].name"


def test_a_problem_is_rendered_as_a_compiler_would(tmp_path):
    file = written(tmp_path, YAML)
    problem = read_document(file).problem(("ports", 0, "format"), "is wrong", "Iceberg")

    assert problem.render() == (
        f"{file}:6:13: ports[0: sql].format: is wrong\n"
        "    6 |     format: Iceberg table\n"
        "      |             ^~~~~~~~~~~~~\n"
        "  did you mean `Iceberg`?"
    )
    assert problem.as_json() == {
        "file": str(file),
        "line": 6,
        "column": 13,
        "path": "ports[0: sql].format",
        "message": "is wrong",
        "snippet": problem.snippet,
        "suggestion": "Iceberg",
    }


def test_the_caret_stands_below_its_character_after_wide_text_and_tabs(tmp_path):
    text = '{\n\t"é": {"name": 1}\n}'
    problem = read_document(written(tmp_path, text, "a.json")).problem(("é", "name"), "is wrong")

    line, caret = problem.snippet.split("\n")
    assert line[caret.index("^")] == "1"
    assert "\t" in caret


def test_a_very_long_line_is_cut_around_the_place(tmp_path):
    text = json.dumps({"a" * 500: 1, "here": "x", "b" * 500: 2})
    problem = read_document(written(tmp_path, text, "a.json")).problem(("here",), "is wrong")

    line, caret = problem.snippet.split("\n")
    assert len(line) < 120
    assert line[caret.index("^") :].startswith('"x"')


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1h", "1h"),
        ("1_000", "1_000"),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("007", 7),
        ("0o17", 15),
        ("0x1f", 31),
        ("-3", -3),
        ("1e3", 1000.0),
        (".5", 0.5),
        (".inf", float("inf")),
        ("'3'", "3"),
        ("!!str 3", "3"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(tmp_path, text, value):
    data = read_document(written(tmp_path, f"key: {text}\n")).data

    assert data == {"key": value}
    assert type(data["key"]) is type(value)


def test_keys_are_always_text(tmp_path):
    assert read_document(written(tmp_path, "1: a\ntrue: b\n")).data == {"1": "a", "true": "b"}


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("a:\n\tb: 1\n", 2, 1, "a tab stands where YAML wants spaces"),
        ("a: [1, 2\nb: 3\n", 2, 2, "a `,` or `]` is missing in the list that begins on line 1"),
        ("a: {b: 1\nc: 3\n", 2, 2, "a `,` or `}` is missing in the mapping that begins on line 1"),
        ("x: 1\na: 'open\nb: 1\n", 2, 4, "this quote is never closed"),
        ("a: b: c\n", 1, 5, "a `:` is not expected here"),
        ("a: @b\n", 1, 4, "a value cannot begin with `@`: put it in quotes"),
        ("a: 'it's'\n", 1, 8, "a key is expected here, in the mapping that begins on line 1"),
        ("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here"),
        ("a: *b\n", 1, 4, "this alias has no anchor"),
        ("a: \x07\n", 1, 4, "a character is not allowed in YAML"),
        ("é: é\nb: \x07\n", 2, 4, "a character is not allowed in YAML"),
        ("a: !Ref b\n", 1, 4, "the tag `!Ref` is not known"),
        ("a: !!int b\n", 1, 4, "cannot be read as !!int"),
        ("? [a]\n: 1\n", 1, 3, "a key must be a word"),
        ("a: &x [*x]\n", 1, 4, "an alias here refers to what contains it"),
    ],
)
def test_what_is_not_well_formed_is_located_and_explained(tmp_path, text, line, column, words):
    problem = problem_in(tmp_path, text)

    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message
    assert problem.snippet.startswith(f"{line:>5} | ")


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3, "is not JSON: expecting ',' delimiter"),
        ("{'a': 1}", 1, 2, "is not JSON: expecting property name"),
        ('{"a": [1, 2}', 1, 12, "is not JSON: expecting ',' delimiter"),
        ('{"a": "b}', 1, 7, "is not JSON: unterminated string"),
        ('{"a": 1} x', 1, 10, "is not JSON: extra data"),
        ('{\n"a": NaN}', 2, 6, "`NaN` is not JSON"),
        ("# yaml\na: 1\n", 1, 1, "is not JSON"),
    ],
)
def test_json_is_held_against_its_own_grammar(tmp_path, text, line, column, words):
    problem = problem_in(tmp_path, text, "contract.json")

    assert (problem.line, problem.column) == (line, column)
    assert words in problem.message


def test_every_key_that_is_written_twice_is_reported(tmp_path):
    text = "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n"
    with pytest.raises(DocumentError) as caught:
        read_document(written(tmp_path, text))

    assert [(p.line, p.path, p.message) for p in caught.value.problems] == [
        (4, "b.c", "`c` is written twice; the first is on line 3"),
        (5, "a", "`a` is written twice; the first is on line 1"),
    ]


def test_a_key_that_is_written_twice_in_json_is_reported(tmp_path):
    problem = problem_in(tmp_path, '{"a": 1,\n "a": 2}', "contract.json")

    assert (problem.line, problem.column, problem.path) == (2, 2, "a")


def test_a_reader_may_take_the_data_in_spite_of_flaws(tmp_path):
    document = scan_document(written(tmp_path, "a: 1\na: 2\n"))

    assert document.data == {"a": 1}
    assert [problem.line for problem in document.flaw_problems] == [2]


@pytest.mark.parametrize("text", ["", "   \n", "# only a comment\n"])
def test_an_empty_file_is_a_problem(tmp_path, text):
    assert problem_in(tmp_path, text).message == "the file is empty"


def test_an_empty_json_file_is_a_problem(tmp_path):
    assert problem_in(tmp_path, "", "contract.json").message == "the file is empty"
    assert problem_in(tmp_path, " \n", "user.avsc").message == "the file is empty"


def test_a_file_that_is_not_there_is_a_problem(tmp_path):
    with pytest.raises(DocumentError, match="the file does not exist"):
        read_document(tmp_path / "absent.yaml")


def test_a_folder_is_a_problem(tmp_path):
    with pytest.raises(DocumentError, match="is a folder, not a file"):
        read_document(tmp_path)


def test_text_that_is_not_utf_8_is_a_problem(tmp_path):
    file = tmp_path / "spec.yaml"
    file.write_bytes(b"a: 1\nb: \xe9\n")

    with pytest.raises(DocumentError, match=r":2:1: is not UTF-8: byte 0xe9 on line 2"):
        read_document(file)


def test_a_byte_order_mark_is_skipped(tmp_path):
    document = read_document(written(tmp_path, "\ufeffa: 1\n"))

    assert document.data == {"a": 1}
    assert at(document, "a", on_key=True) == (1, 1)


def test_a_file_nested_without_end_is_a_problem(tmp_path):
    deep = "[" * 3000 + "]" * 3000

    assert problem_in(tmp_path, deep, "a.json").message == "is nested too deeply to be read"
    assert problem_in(tmp_path, deep, "a.yaml").message == "is nested too deeply to be read"


def test_a_file_is_nested_a_hundred_deep_at_most(tmp_path):
    deepest, deeper = ("[" * depth + "]" * depth for depth in (101, 102))

    for name in ("a.json", "a.yaml"):
        assert read_document(written(tmp_path, deepest, name)).data
        assert problem_in(tmp_path, deeper, name).message == "is nested too deeply to be read"


def test_aliases_of_aliases_do_not_multiply_without_end(tmp_path):
    lines = [
        "a0: &a0 [x]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)),
    ]

    message = problem_in(tmp_path, "\n".join(lines), "a.yaml").message
    assert message == "with its aliases this has more than 500,000 lists and mappings"


SCALARS = st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False)
JSON = st.recursive(
    SCALARS.filter(lambda value: value not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=20), inner),
    max_leaves=12,
)


def leaves(data, path=()):
    if isinstance(data, dict | list) and data:
        items = data.items() if isinstance(data, dict) else enumerate(data)
        for key, value in items:
            yield from leaves(value, (*path, key))
    else:
        yield path, data


@given(data=st.dictionaries(st.text(max_size=20), JSON, min_size=1), indent=st.none() | st.just(2))
def test_any_json_is_read_as_it_is_and_every_leaf_is_found(tmp_path_factory, data, indent):
    text = json.dumps(data, indent=indent)
    document = read_document(written(tmp_path_factory.getbasetemp(), text, "any.json"))

    assert document.data == data
    lines = text.split("\n")
    for path, value in leaves(data):
        line, column = at(document, *path)
        assert lines[line - 1][column - 1 :].startswith(json.dumps(value, indent=indent))
