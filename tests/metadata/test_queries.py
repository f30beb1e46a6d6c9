"""One query, from its columns back to what it reads: what is followed, and what is refused."""

import pytest

from mesh_assets.metadata.lineage.provenance import PortColumn
from mesh_assets.metadata.lineage.query import follow
from mesh_assets.metadata.lineage.relation import Relation
from mesh_assets.metadata.lineage.statement import Unfollowable, parse

RELATIONS = {
    "memory.p.orders": Relation.of_port("orders", ["id", "day", "amount", "address", "lines"]),
    "memory.p.people": Relation.of_port("people", ["id", "name"]),
    "memory.p.unknown": Relation.of_port("unknown", None),
}
ORDERS, PEOPLE, UNKNOWN = '"memory"."p"."orders"', '"memory"."p"."people"', '"memory"."p"."unknown"'


CASES = [
    ("select id as a, abs(day) as b, 1 as c from {o}", {"a": "id", "b": "day", "c": ""}, ""),
    ("from {o}", {name: name for name in ("id", "day", "amount", "address", "lines")}, ""),
    (
        "select * exclude (lines, address) replace (amount + id as amount) from {o}",
        {"id": "id", "day": "day", "amount": "amount id"},
        "",
    ),
    (
        "select id as a, a || day as b from {o} where b > ''",
        {"a": "id", "b": "day id"},
        "day id",
    ),
    (
        "with a as (select id, day from {o}), b as (select * from a) select day as d from b",
        {"d": "day"},
        "",
    ),
    (
        "select o.id, p.name from {o} o left join {p} p on o.id = p.id and p.name <> ''",
        {"id": "id", "name": "people:name"},
        "id people:id people:name",
    ),
    (
        "select id, name from {o} join {p} using (id)",
        {"id": "id people:id", "name": "people:name"},
        "id people:id",
    ),
    (
        "select o.amount from {o} o semi join {p} p on o.id = p.id",
        {"amount": "amount"},
        "id people:id",
    ),
    (
        "select o.id, n from {o} o join (select id, 1 n from {p} where name = '') d using (id)",
        {"id": "id", "n": ""},
        "id people:id people:name",
    ),
    (
        "select day, sum(amount) as s from {o} group by day having min(id) > 1",
        {"day": "day", "s": "amount"},
        "day id",
    ),
    (
        "select day, count(*) as n from {o} group by all order by n",
        {"day": "day", "n": ""},
        "day",
    ),
    (
        "select id, sum(amount) over (partition by day order by id) as s from {o}",
        {"id": "id", "s": "amount day id"},
        "",
    ),
    (
        "select amount from {o} qualify row_number() over (partition by id order by day) = 1",
        {"amount": "amount"},
        "day id",
    ),
    ("select sum(amount) filter (where day > 1) as s from {o}", {"s": "amount day"}, ""),
    ("select distinct id, day from {o}", {"id": "id", "day": "day"}, "day id"),
    (
        "select case when day = 1 then id else amount end as c from {o}",
        {"c": "amount day id"},
        "",
    ),
    (
        "select id, day from {o} union all select id, name from {p}",
        {"id": "id people:id", "day": "day people:name"},
        "",
    ),
    (
        "select id, day from {o} union all by name select name as day, id from {p}",
        {"id": "id people:id", "day": "day people:name"},
        "",
    ),
    ("select id from {o} except select id from {p}", {"id": "id people:id"}, "id people:id"),
    (
        "select id from {o} where exists (select 1 from {p} p where p.name = day::varchar)",
        {"id": "id"},
        "day people:name",
    ),
    (
        "select (select max(p.name) from {p} p where p.id = o.id) as n from {o} o",
        {"n": "id people:id people:name"},
        "",
    ),
    (
        "select id from {o} where id in (select id from {p} where name = '')",
        {"id": "id"},
        "id people:id people:name",
    ),
    (
        "select address.city as c, o.address['zip'] as z from {o} o",
        {"c": "address.city", "z": "address.zip"},
        "",
    ),
    (
        "with a as (select address as x from {o}) select x.city as c from a",
        {"c": "address.city"},
        "",
    ),
    (
        "with a as (select {{'k': id, 'v': day}} as s from {o}) select s.k as k, s from a",
        {"k": "id", "s": "day id"},
        "",
    ),
    (
        "with a as (select id, unnest(lines) as line from {o}) select line.sku as s from a",
        {"s": "lines[].sku"},
        "lines[]",
    ),
    (
        "select u.line.sku as s from {o} o, unnest(o.lines) as u(line)",
        {"s": "lines[].sku"},
        "lines[]",
    ),
    ("select list_sum(list_transform(lines, lambda l: l.n)) as n from {o}", {"n": "lines"}, ""),
    (
        "select o.id, x.d from {o} o, lateral (select o.day as d) x",
        {"id": "id", "d": "day"},
        "day",
    ),
    ("select v.a, id from {o}, (values (1), (2)) as v(a)", {"a": "", "id": "id"}, ""),
    ("select i, id from {o}, range(3) as r(i)", {"i": "", "id": "id"}, ""),
    (
        "with recursive t as (select id a, day b from {o} union select b, a from t) from t",
        {"b": "day id", "a": "day id"},
        "day id",
    ),
    ('select "ID" as a, Amount from memory.P.Orders', {"a": "id", "amount": "amount"}, ""),
    ("select name from {u} where e > 1", {"name": "unknown:name"}, "unknown:e"),
    ("select 1 as one", {"one": ""}, ""),
    ("select o.id from ({o} as o join {p} as p on o.id = p.id)", {"id": "id"}, "id people:id"),
    (
        "select o.id from ({o} as o join (select id from {p} where name = '3') as p using (id))",
        {"id": "id"},
        "id people:id people:name",
    ),
    (
        "select o.id from {o} o left join lateral (from {p} p where p.id = o.id) on true",
        {"id": "id"},
        "id people:id people:name",
    ),
    (
        "select id from {o} order by amount limit (select count(*) from {p} where name = '')",
        {"id": "id"},
        "amount people:name",
    ),
    (
        "select id, sum(amount) as s from {o} group by grouping sets ((id), (day))",
        {"id": "id", "s": "amount"},
        "day id",
    ),
    ("select count(*) over () as n from {o}", {"n": ""}, ""),
    ("select struct_pack(a := id, b := day).b as s from {o}", {"s": "day"}, ""),
    ("select id, generate_subscripts(lines, 1) as n from {o}", {"id": "id", "n": "lines"}, "lines"),
]


def followed(sql: str) -> Relation:
    return follow(parse(sql.format(o=ORDERS, p=PEOPLE, u=UNKNOWN)), RELATIONS)


def spoken(origins) -> str:
    return " ".join(
        one.path if one.port == "orders" else f"{one.port}:{one.path}" for one in sorted(origins)
    )


@pytest.mark.parametrize(("sql", "columns", "rows"), CASES)
def test_what_columns_and_rows_are_made_of(sql, columns, rows):
    relation = followed(sql)

    assert {name: spoken(value.origins) for name, value in relation.columns.items()} == columns
    assert spoken(relation.rows) == rows


@pytest.mark.parametrize(
    ("sql", "reason"),
    [
        ("select * from {u}", "selects * of what has unknown columns"),
        ("select * from read_parquet('a.parquet')", "selects * of what has unknown columns"),
        ("select columns('a.*') from {o}", "its columns depend on the data"),
        ("select * from {o} pivot (count(*) for day in (1, 2))", "its columns depend on the data"),
        ("pivot {o} on day using count(*)", "it is no query"),
        ("create table a as select 1 as b", "it is no query"),
        ("select from where", "sqlglot cannot read it"),
        ("select no from {o}", "there is no column `no`"),
        ("select o.no from {o} o join {p} p using (id)", "there is no column `o.no`"),
        ("select no from {o}, {u}", "nobody can say which table has `no`"),
        ("select a from elsewhere.b", "it reads elsewhere.b, which is no input port"),
        ("select o.id from {o} o, elsewhere.b", "it reads elsewhere.b, which is no input port"),
        ("select address.* from {o}", "selects * of what has unknown columns"),
        ("select o.id, x.d from {o} o, lateral (select no as d) x", "it reads itself"),
        ("select * from memory. . .p", "sqlglot cannot follow it"),
        ("select e as name from {u} where name > ''", "sqlglot cannot follow it"),
        ("select amount from {o} natural join {p}", "a natural join does not say"),
        ("select p from {p} p", "it takes `p` as a row"),
        ("select unnest(address) from {o}", "it unnests without a name"),
        ("select u from {u} u", "it may take `u` as a row"),
        ("select * like 'a%' from {o}", "selects * of what has unknown columns"),
        ("select a.x from {o} as a(x, y)", "`a.x`"),
    ],
)
def test_what_cannot_be_followed_says_why(sql, reason):
    with pytest.raises(Unfollowable) as caught:
        followed(sql)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("sql", "changed", "touched"),
    [
        ("select address as a from {o}", "address.city", [".city"]),
        ("select address.city as a from {o}", "address", [""]),
        ("select address.city as a from {o}", "address.zip", []),
        ("select upper(address.city) as a from {o}", "address.city", [""]),
        ("select {{'k': id, 'v': {{'w': day}}}} as a from {o}", "day", [".v.w"]),
        ("select lines as a from {o}", "lines[].sku", ["[].sku"]),
        ("select lines as a from {o}", "*", [""]),
        ("select id as a from {o}", "identity", []),
    ],
)
def test_a_change_reaches_the_part_that_is_made_of_it(sql, changed, touched):
    value = followed(sql).columns["a"]

    assert list(value.touched_by(PortColumn("orders", changed))) == touched
    assert list(value.touched_by(PortColumn("people", changed))) == []
