"""A product from a sample file: valid at once, and published without an edit."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from lab import make_lab
from samples import ndjson, sample_files

from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import LogicalType
from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.selfservice.names import AlreadyThere, BadName
from mesh_assets.selfservice.new_product import TooMuchIsBroken, UnknownDomain, create_product
from mesh_assets.selfservice.sample.formats import UnknownFormat
from mesh_assets.selfservice.sample.reading import SampleUnusable


def name_of(file_name):
    return file_name.partition(".")[0]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Every sample made into a product of one domain, before anything is published."""
    lab = make_lab(tmp_path_factory.mktemp("lab"))
    lab.made = {}
    for file_name, content, rows in sample_files(lab.samples):
        file = lab.sample(file_name, content)
        lab.made[name_of(file_name)] = (lab.create(name_of(file_name), file), file, rows)
    return lab


@pytest.fixture(scope="module")
def published(made):
    """Every sample landed and published, as the printed commands do it."""
    made.attempts = {}
    for name, (created, file, _) in made.made.items():
        made.land(name, file)
        calendar = created.proposal.calendar
        made.attempts[name] = made.publish(name, calendar.days if calendar else (None,))
    return made


NAMES = [
    "nested",
    "semicolons",
    "ragged",
    "one-row",
    "numbers",
    "texts",
    "unicode",
    "duplicates",
    "clashes",
    "days",
    "hours",
    "typed",
    "trips",
    "broken-lines",
]


def test_the_samples_are_all_tried(made):
    assert list(made.made) == NAMES


def test_new_products_are_valid_at_once(made):
    assert made.problems() == []


def test_new_products_load_as_a_code_location(made):
    definitions = domain_definitions("field_lab", made.settings)
    keys = {spec.key.to_user_string() for spec in definitions.resolve_all_asset_specs()}
    for name in NAMES:
        table = name.replace("-", "_")
        product = f"field_lab/{table}"
        assert {product, f"{product}/landed", f"{product}/{table}"} <= keys


@pytest.mark.parametrize("name", NAMES)
def test_a_new_product_publishes_its_sample_without_an_edit(published, name):
    attempts = published.attempts[name]
    _, _, rows = published.made[name]

    assert [attempt.reasons for attempt in attempts] == [()] * len(attempts)
    assert sum(attempt.candidate.rows for attempt in attempts) == rows
    table = f"field_lab.{name.replace('-', '_')}"
    assert published.query(f"select count(*) from {table}") == [(rows,)]


def test_no_value_changes_on_its_way(published):
    query = published.query

    assert query("from field_lab.numbers order by id") == [
        (1, 1.0, Decimal(12345678901234567890123), "1", Decimal(2**63)),
        (2, 1.5, Decimal(1), "one", Decimal(-1)),
        (3, 1e300, Decimal(-7), '{"a":1}', Decimal(0)),
    ]
    assert query("select order_id, customer_name, note from field_lab.semicolons order by 1") == [
        (1, "Smith; John", "two\r\nlines"),
        (2, "Ana", 'she said "no"'),
        (3, None, None),
    ]
    assert query(
        "select day, local_time, zip, phone, big, yes from field_lab.texts order by id limit 1"
    ) == [
        (
            date(2026, 3, 1),
            datetime(2026, 3, 1, 10, tzinfo=UTC),
            "01234",
            "0171234",
            "12345678901234567890",
            "yes",
        )
    ]
    assert query('select id, "名前", emoji, quo_te_d from field_lab.unicode order by id') == [
        ("ä", "山田", "🎉", 1),
        ("ö", "\u0000\u2028", "", 2),
    ]
    [nested] = query(
        """select customer, lines, attributes, total from field_lab.nested
           where order_id = 'o-1'"""
    )
    assert nested[0]["address"] == {"street": "1 Rue d'Été", "geo": {"lat": 48.1, "lon": 1.0}}
    assert [line["tags"] for line in nested[1]] == [["x", None], None]
    assert json.loads(nested[2]) == {"key10": 0, "key11": 1, "key12": 2}
    assert nested[3] == Decimal("2.0000")
    [typed] = query(
        "select id, amount, tags, place, pairs, local from field_lab.typed order by id limit 1"
    )
    assert typed[:3] == (Decimal(1), Decimal("1.10"), ["a", None])
    assert json.loads(typed[3])["lat"] == 1.5
    assert json.loads(typed[4]) == {"a": 1}
    assert typed[5] == datetime(2026, 3, 1, 5, tzinfo=UTC)


def contract_of(made, name):
    folder = made.made[name][0].folder
    return load_contract(folder / "contract.odcs.yaml", table=name.replace("-", "_"))


def types_of(made, name):
    return {column.name: str(column.type) for column in contract_of(made, name).columns}


def test_types_are_inferred(made):
    assert types_of(made, "nested") == {
        "order_id": "string",
        "customer": "object",
        "lines": "array",
        "attributes": "json",
        "status": "string",
        "total": "decimal",
        "placed_at": "timestamp",
    }
    assert types_of(made, "texts") == {
        "id": "integer",
        "day": "date",
        "local_time": "timestamp",
        "flag": "boolean",
        "yes": "string",
        "zip": "string",
        "phone": "string",
        "big": "string",
        "number": "number",
    }
    amount = contract_of(made, "typed").column("amount")
    assert (amount.type, amount.precision, amount.scale) == (LogicalType.DECIMAL, 12, 2)


def test_personal_data_are_guessed_by_name_and_by_value(made):
    spec = made.product("nested")
    assert spec.catalog.pii_columns == ("customer.e-mail", "customer.name", "customer.address")
    assert spec.catalog.tags == ("pii",)
    file = made.sample(
        "hidden.csv",
        "id,a,b,c\n1,x@example.com,192.168.0.1,red\n2,y@example.com,10.0.0.1,blue\n",
    )
    assert made.create("hidden", file).proposal.personal_columns == ["a", "b"]


def test_the_key_is_unique_always_there_and_named_like_one(made):
    assert contract_of(made, "nested").primary_key == ("order_id",)
    assert contract_of(made, "duplicates").primary_key == ()
    assert made.made["duplicates"][0].proposal.repeated == ("order_id",)
    # Every customer has one refund in this sample: the key is the product's own all the same.
    rows = "".join(f"c{number},r{number}\n" for number in range(5))
    file = made.sample("refunds.csv", f"customer_id,refund_id\n{rows}")
    assert made.create("refunds", file).proposal.key.name == "refund_id"


def test_few_records_prove_no_presence(made):
    required = {column.name for column in contract_of(made, "ragged").columns if column.required}
    assert required == {"id"}
    assert all(column.required for column in contract_of(made, "nested").columns)


def test_a_days_records_decide_the_partitions(made):
    partitions = {name: made.product(name).partitions for name in NAMES}
    assert (partitions["days"].by, partitions["days"].start) == ("happened_at", date(2026, 3, 1))
    assert partitions["ragged"] is None
    rows = "".join(f"{n},{1990 + n}-01-01T00:00:00Z,1980-01-0{n + 1}\n" for n in range(9))
    members = made.sample("members.csv", f"id,created_at,birth_date\n{rows}")
    assert made.create("members", members).proposal.calendar is None


def test_tomorrows_sound_file_is_published_too(lab):
    names = ["new", "paid"]
    today = [
        {"id": n, "at": "2026-03-01T10:00:00Z", "state": names[n % 2], "amount": n}
        for n in range(40)
    ]
    lab.create("tickets", lab.sample("tickets.ndjson", ndjson(*today)))
    tomorrow = [
        {"id": 100, "at": "2026-03-02T10:00:00Z", "state": "void", "amount": 0.5, "more": {"x": 1}},
        {"id": 101, "at": "2026-03-02T23:59:59.9Z", "state": "new", "amount": -1e6},
    ]
    lab.land("tickets", lab.sample("tomorrow.ndjson", ndjson(*tomorrow)))
    [attempt] = lab.publish("tickets", ["2026-03-02"])

    assert attempt.reasons == ()
    assert attempt.candidate.rows == 2
    [warning] = [verdict for verdict in attempt.verdicts if not verdict.passed]
    assert "state" in warning.rule
    assert not warning.refuses


@pytest.mark.parametrize(
    ("name", "content", "error", "words"),
    [
        ("empty.csv", b"", SampleUnusable, "no record"),
        ("empty.ndjson", b"\n\n", SampleUnusable, "no record"),
        ("header.csv", b"id,name\n", SampleUnusable, "no record"),
        ("text.ndjson", b"hello\nworld\n", SampleUnusable, "no record"),
        ("array.json", b"[{}]", UnknownFormat, "one object on each line"),
        ("sheet.xlsx", b"", UnknownFormat, ".parquet"),
        ("no.parquet", b"PAR1", UnreadableFile, "not a Parquet file"),
        ("cut.csv.gz", b"\x1f\x8b\x08\x00", UnreadableFile, "unpacked"),
        ("twice.csv", b"id,id\n1,2\n", UnreadableFile, "twice"),
        ("latin.csv", "id,name\n1,Zoë\n".encode("latin-1"), UnreadableFile, "latin.csv"),
        ("half.ndjson", b'{"id": 1}\n{"id": \n', TooMuchIsBroken, "1 of 2 records"),
        ("ragged.csv", b"id,name\n1,a\n2\n", TooMuchIsBroken, "malformed_line (1)"),
    ],
)
def test_a_sample_that_cannot_be_used_is_refused_and_nothing_is_written(
    lab, name, content, error, words
):
    with pytest.raises(error) as refused:
        lab.create("things", lab.sample(name, content))

    assert words in str(refused.value)
    assert [
        each.name for each in (lab.settings.domains / "field_lab").iterdir() if each.is_dir()
    ] == []
    assert list((lab.settings.dbt_project).glob("models/*/*")) == []


def test_names_are_checked(lab):
    file = lab.sample("a.csv", "id\n1\n")
    with pytest.raises(BadName, match="did you mean `small-things`"):
        lab.create("Small Things", file)
    with pytest.raises(BadName, match="DOMAIN/NAME"):
        lab.create("a/b", file)


def test_a_domain_comes_first(lab):
    file = lab.sample("a.csv", "id\n1\n")
    with pytest.raises(UnknownDomain, match="did you mean `field-lab`") as refused:
        create_product(lab.settings, "field-labs/a", file)
    assert "mesh new domain field-labs --owner" in str(refused.value)


def test_nothing_that_exists_is_overwritten(lab):
    file = lab.sample("a.csv", "id\n1\n")
    created = lab.create("a", file)
    before = {each: each.read_bytes() for each in created.folder.iterdir()}
    with pytest.raises(AlreadyThere):
        lab.create("a", lab.sample("b.csv", "x\n2\n"))
    assert {each: each.read_bytes() for each in created.folder.iterdir()} == before


def test_a_product_appears_as_a_whole_or_not_at_all(lab, monkeypatch):
    file = lab.sample("a.csv", "id\n1\n")
    products = lab.settings.domains / "field_lab"
    rename = Path.rename

    def fail_for_the_second(self, target):
        if Path(target).parent == products:
            raise OSError("no space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_for_the_second)
    with pytest.raises(OSError, match="no space"):
        lab.create("a", file)
    assert [each for each in products.iterdir() if each.is_dir()] == []
    assert list(lab.settings.dbt_project.glob("models/*/*")) == []
