"""Columns with the names that queries over landing files use: theirs, or reserved."""

import csv
import io
import json
import re

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mesh_assets.documents.problem import DocumentError

NAMES = [
    *("hash", "arrived", "file", "ordinal", "record", "rules", "text", "nth", "row", "element0"),
    *("text:id", "raw:id", "value:id", "keys:", "fields:id"),
    *('a"b', "a'b", "a b", "a,b", "select", "NULL", "*x", "$", "[0]", "{{ x }}", "%", "\\", "é"),
]


def ndjson(records):
    return "".join(f"{json.dumps(record)}\n" for record in records)


def comma_separated(records):
    text = io.StringIO()
    rows = csv.DictWriter(text, list(records[0]))
    rows.writeheader()
    rows.writerows(records)
    return text.getvalue()


def parquet(records):
    content = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records), content)
    return content.getvalue()


WRITERS = {"ndjson": ndjson, "csv": comma_separated, "parquet": parquet}


@pytest.mark.parametrize("ending", WRITERS)
def test_a_column_may_have_a_name_that_queries_use(bench, ending):
    for number, name in enumerate(NAMES):
        key, word = {"type": "string", "x-unique": True}, {"type": "string", "pattern": "^[a-z]*$"}
        good, bad = {"id": "1", name: "good"}, {"id": "2", name: "BAD"}
        landed = bench.land(WRITERS[ending]([good, bad, good]), f"{number}.{ending}")
        outcome = bench.validate(bench.contract({"properties": {"id": key, name: word}}), landed)
        assert outcome.records == [good], name
        assert outcome.rules == [[f"{name}.pattern"], ["id.unique"]], name
        assert json.loads(outcome.letters[0].record) == bad, name


@pytest.mark.parametrize("name", ["mesh:rules", "Mesh:file", "file_row_number", "*"])
def test_a_name_that_readers_need_for_themselves_is_a_problem_of_the_contract(bench, name):
    with pytest.raises(DocumentError, match=f"`{re.escape(name)}` cannot name a column"):
        bench.contract({"properties": {name: {"type": "string"}}})
