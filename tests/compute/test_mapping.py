"""The SQL that derives an older major version: one SELECT that reads `current` alone."""

import duckdb
import pytest

from mesh_assets.compute.mapping import read_mapping
from mesh_assets.documents.problem import DocumentError


@pytest.fixture
def read(tmp_path):
    def mapping(sql):
        file = tmp_path / "v1.sql"
        file.write_text(sql)
        with duckdb.connect() as connection:
            return read_mapping(connection, file)

    return mapping


@pytest.mark.parametrize(
    "sql",
    [
        "from current",
        "select *, '!' as mark from current;",
        "with paid as (select * from current) select p.* from paid p join current using (id)",
        "select id, unnest(range(3)) from current where id in (select max(id) from current)",
        "select * from current, unnest([1, 2]) as u(i)",
    ],
)
def test_what_reads_the_current_version_is_a_mapping(read, sql):
    assert read(sql).sql == sql


@pytest.mark.parametrize(
    ("sql", "line", "words"),
    [
        ("select * from orders.customers", 1, "`orders.customers` is not what the current major"),
        ("select *\nfrom current\njoin other using (id)", 3, "`other` is not what"),
        ("select (select 1 from secrets.keys)\nfrom current", 1, "`secrets.keys`"),
        ("from 'elsewhere.parquet'", 1, "elsewhere.parquet"),
        ("from read_parquet('x.parquet')", 1, "`read_parquet` reads past `current`"),
        ("from query_table('orders')", 1, "`query_table` reads past"),
        ("from duckdb_tables()", 1, "`duckdb_tables` reads past"),
        ("from (show tables)", 1, "reads past"),
        ("drop table current", 1, "one SELECT and nothing else"),
        ("from current; from current", 1, "one SELECT and nothing else"),
        ("copy (from current) to 'x.csv'", 1, "one SELECT and nothing else"),
        ("select from where", 1, "syntax error"),
        ("", 1, "one SELECT and nothing else"),
    ],
)
def test_anything_else_is_refused_where_it_is_written(read, sql, line, words):
    with pytest.raises(DocumentError) as caught:
        read(sql)
    first = caught.value.problems[0]
    assert first.line == line
    assert words in first.message


def test_a_name_of_a_with_clause_holds_inside_it_alone(read):
    with pytest.raises(DocumentError, match="`inner_one` is not what"):
        read(
            "select * from (with inner_one as (from current) from inner_one) join inner_one on 1=1"
        )
