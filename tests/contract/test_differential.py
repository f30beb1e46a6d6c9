"""The record validator against jsonschema-rs: any contract, any records, the same verdicts.

Held equal, record for record: whether it is valid, and which of its properties are at fault.

Where the validator differs on purpose, the generator keeps away: integers beyond 64 bits (beyond
2^53 in columns of numbers, which are doubles) and infinite numbers, which no column can hold; leap
seconds, a lower-case `t` and `z`, and the rarer forms of e-mail addresses (see
`contract/checks/formats.py`); and of regular expressions what means something else in ECMA-262
than in RE2 (`\\s` and `.` on exotic line ends).
"""

import json
import random
import re
from itertools import count

import duckdb
import jsonschema_rs
import pytest
from generated_contracts import cases
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.validation import validate_files


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """Give the faulty properties of each record, as the validator names them."""
    folder = tmp_path_factory.mktemp("differential")
    numbers = count()
    with duckdb.connect() as connection:
        connection.execute(f"SET temp_directory = '{folder / 'spill'}'; SET threads = 1")

        def judge(schema, lines):
            number = next(numbers)
            contract_file = folder / f"{number}.schema.json"
            contract_file.write_text(json.dumps({"title": "things.v1", **schema}))
            path = folder / f"{number}.ndjson"
            path.write_text("".join(f"{line}\n" for line in lines))
            validation = validate_files(
                connection,
                [LandingFile(path, FileFormat.NDJSON)],
                load_contract(contract_file),
                window=None,
            )
            letters = dict(
                connection.execute(
                    f"SELECT line, rules FROM ({validation.dead_letters_sql})"
                ).fetchall()
            )
            accepted = connection.execute(validation.accepted_sql).fetchall()
            assert len(accepted) + len(letters) == len(lines)
            return [
                {_property_of(rule) for rule in letters.get(line, [])}
                for line in range(1, len(lines) + 1)
            ]

        yield judge


def _property_of(rule):
    return re.split(r"\.|\[\]", rule)[0]


def theirs(schema, lines):
    """Give the faulty properties of each record, as jsonschema-rs finds them."""
    validator = jsonschema_rs.validator_for(
        {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema},
        validate_formats=True,
    )
    return [
        {_faulty_property(error) for error in validator.iter_errors(json.loads(line))}
        for line in lines
    ]


def _faulty_property(error):
    if error.instance_path:
        return error.instance_path[0]
    if error.kind.name == "required":
        return error.kind.property
    assert error.kind.name == "additionalProperties"
    return "additional_properties"


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(case=cases())
def test_the_same_verdict_on_every_record(ours, case):
    schema, drawn = case
    lines = [json.dumps(record) for record in drawn]
    assert ours(schema, lines) == theirs(schema, lines)


WELL_FORMED = {
    "date": ["2026-01-05", "2024-02-29", "0000-01-01", "9999-12-31"],
    "date-time": ["2026-01-05T10:00:00Z", "2026-12-31T23:59:59.123+05:30",
                  "0001-01-01T00:00:00-00:00", "9999-12-31T23:59:59.999999999Z"],
    "time": ["10:00:00Z", "23:59:59.5+01:00", "00:00:00-23:59"],
    "uuid": ["0b6f9c3e-1a2b-4c3d-8e9f-001122334455", "0B6F9C3E-1A2B-4C3D-8E9F-00112233445F"],
    "email": ["ada@example.com", "a.b+c@d-e.f.gh", "a!#$%&'*+/=?^_`{|}~-b@x.y", "1@2.3"],
    "uri": ["https://u:p@example.org:80/a/b;c?d=e&f#g", "urn:isbn:1", "http://[2001:db8::7]:80/x",
            "http://[::ffff:1.2.3.4]/", "http://[v1.a:b]/", "mailto:a@b.c", "file:///a", "a:",
            "http://a/%41?%42#%43", "a:/b//c", "x:a?b?c/d"],
}  # fmt: skip
LETTERS = "0129-:TZ+. @%/#?[]{}aAfgGz_~!$&'()*,;=|\\^`<>\"\t\nåé日"

# jsonschema-rs takes `2026-0,-05` for a date and `10:00:0*Z` for a time.
DIGITS_AND_MARKS = {
    "date": r"\d{4}-\d\d-\d\d",
    "time": r"\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "date-time": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
}


def _miswritten(text, chance):
    """Make up to three small changes to a text."""
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(text) + 1)
        letter = chance.choice([*LETTERS, ""])
        text = text[:at] + letter + text[at + chance.randrange(2) :]
    return text


def _is_left_out(name, text):
    """Whether it is known, and meant, that the two judge a text differently."""
    if name in DIGITS_AND_MARKS:
        return not re.fullmatch(DIGITS_AND_MARKS[name], text) or ":60" in text
    return name == "email" and ('"' in text or re.search(r"@(.*\.)?..--", text) is not None)


@pytest.mark.parametrize("name", sorted(WELL_FORMED))
def test_the_same_texts_are_of_a_format(ours, name):
    chance = random.Random(name)
    texts = sorted({_miswritten(chance.choice(WELL_FORMED[name]), chance) for _ in range(20_000)})
    judged = [text for text in texts if not _is_left_out(name, text)]
    schema = {
        "type": "object",
        "properties": {"x": {"type": "string", "format": name}},
        "required": ["x"],
    }
    lines = [json.dumps({"x": text}) for text in judged]
    found = zip(judged, ours(schema, lines), theirs(schema, lines), strict=True)
    assert [(text, mine, other) for text, mine, other in found if mine != other] == []
    assert len(judged) > 40
