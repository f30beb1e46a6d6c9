"""Avro schemas as contracts: read, judged, written in ODCS, and written back."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import pytest
from avro_schemas import schemas
from fastavro.schema import to_parsing_canonical_form
from hypothesis import HealthCheck, given, settings
from imported import imported, problems_of, rules

from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.formats.avro.reading import SchemaReading
from mesh_assets.contract.formats.avro.schema import spelt_out
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.contract.rule import RuleKind
from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml

DOCUMENTS = Path(__file__).parent / "documents" / "avro"
PAYMENT = DOCUMENTS / "payment-authorised.avsc"
PAGE = DOCUMENTS / "page-viewed.avsc"
STOCK = DOCUMENTS / "inventory.avsc"

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the fields of a record, or a whole schema, to a file."""

    def write(*fields: dict[str, Any], **record: Any) -> Path:
        file = tmp_path / "things.avsc"
        schema = {"type": "record", "name": "Thing", "fields": list(fields), **record}
        file.write_text(json.dumps(schema, indent=1))
        return file

    return write


def meaning(file: Path, text: str | None = None) -> Any:
    """All that a schema says, with every name spelt out; held against fastavro as well."""
    if text is not None:
        file.write_text(text)
    document = read_document(file)
    reading = SchemaReading(document)
    found = reading.type(document.data, (), "")
    assert found is not None
    assert not reading.problems
    fastavro.parse_schema(document.data)
    return spelt_out(found)


def columns(file: Path, table: str | None = None) -> dict[str, Column]:
    return dict(load_contract(file, table=table).walk())


class TestColumns:
    def test_types_are_those_of_the_values(self) -> None:
        found = columns(PAYMENT)
        assert found["amount"] == Column(
            "amount", LogicalType.DECIMAL, required=True, precision=18, scale=2
        )
        assert (found["fee"].precision, found["fee"].scale, found["fee"].required) == (12, 4, False)
        assert found["card.expires_on"].type is LogicalType.DATE
        assert found["authorised_at"].type is LogicalType.TIMESTAMP
        assert found["settles_at"].type is LogicalType.TIMESTAMP
        assert found["attempt"].type is LogicalType.INTEGER
        assert found["risk"].type is LogicalType.NUMBER
        assert found["labels"].type is LogicalType.JSON
        assert found["steps[].took"].type is LogicalType.STRING
        assert found["signature"].type is LogicalType.STRING

    def test_names_that_are_used_again_are_followed(self) -> None:
        found = columns(PAYMENT)
        assert found["shipping"].fields == found["billing"].fields
        assert columns(STOCK, "stock_moved")["level.on_hand"].type is LogicalType.DECIMAL

    def test_only_what_may_be_null_may_be_missing(self) -> None:
        optional = {path for path, column in columns(PAYMENT).items() if not column.required}
        assert optional == {"fee", "charged_in", "billing", "shipping", "settles_at", "risk"}

    def test_enums_uuids_and_clocks_are_rules(self) -> None:
        found = rules(load_contract(PAYMENT))
        symbols = ["EUR", "USD", "GBP", "UNKNOWN"]
        assert found["currency.enum"].parameters == {"values": symbols}
        assert found["charged_in.enum"].parameters == {"values": [*symbols, None]}
        assert found["event_id.format"].parameters == {"format": "uuid"}
        assert found["steps[].took.format"].kind is RuleKind.PATTERN

    def test_words_of_the_record_are_those_of_the_contract(self) -> None:
        contract = load_contract(PAYMENT)
        assert contract.name == "payment_authorised"
        assert contract.identifier == "com.company.payments.v2.PaymentAuthorised"
        assert contract.description == "A card payment that the bank has authorised."
        card, payment = contract.column("card"), contract.column("payment_id")
        assert card is not None
        assert payment is not None
        assert (card.is_personal, payment.description) == (True, "Our own number.")

    def test_unions_of_several_types(self) -> None:
        found = load_contract(PAGE)
        what, extra, dwell = (found.column(name) for name in ("what", "extra", "dwell"))
        assert what is not None
        assert extra is not None
        assert dwell is not None
        assert (what.type, extra.type, dwell.type) == ("json", "json", "integer")
        # Some records are an object at least; of anything else nothing is known.
        assert rules(found)["what.type"].parameters["json"] == "object"
        assert "json" not in rules(found)["extra.type"].parameters

    def test_one_of_several_records_is_named(self) -> None:
        assert load_contract(STOCK, table="stock_level").name == "stock_level"
        assert load_contract(STOCK, table="warehouse.StockLevel").name == "stock_level"
        with pytest.raises(DocumentError, match="several records"):
            load_contract(STOCK)
        with pytest.raises(DocumentError, match="did you mean `stock_level`"):
            load_contract(STOCK, table="stock_levl")

    def test_a_record_is_open_as_avro_is(self) -> None:
        assert load_contract(PAYMENT).open


@pytest.mark.parametrize(
    ("field", "message", "meant"),
    [
        ({"name": "a", "type": "strng"}, "`strng` is no type of Avro", "string"),
        ({"name": "a", "typ": "int"}, "`typ` is no word of Avro", "type"),
        ({"name": "a", "type": "int", "defualt": 1}, "`defualt` is no word", "default"),
        ({"name": "a", "type": "int", "order": "up"}, "`up` is no order", None),
        ({"name": "a-b", "type": "int"}, "`a-b` is no name", None),
        ({"name": "a", "type": "int", "default": "x"}, "the default is no int", None),
        ({"name": "a", "type": ["null", "int"], "default": "x"}, "no null or int", None),
        ({"name": "a", "type": "int", "default": 2**31}, "the default is no int", None),
        ({"name": "a", "type": "int", "logicalType": "date"}, "says nothing beside", None),
        (
            {"name": "a", "type": {"type": "long", "logicalType": "timestamp-milis"}},
            "no logical type of Avro",
            "timestamp-millis",
        ),
        (
            {"name": "a", "type": {"type": "string", "logicalType": "date"}},
            "`date` annotates int, and not string",
            None,
        ),
        (
            {"name": "a", "type": {"type": "bytes", "logicalType": "decimal"}},
            "a decimal has a precision",
            None,
        ),
        (
            {
                "name": "a",
                "type": {"type": "bytes", "logicalType": "decimal", "precision": 4, "scale": 5},
            },
            "the scale is 0 to 4",
            None,
        ),
        (
            {
                "name": "a",
                "type": {
                    "type": "fixed",
                    "name": "F",
                    "size": 2,
                    "logicalType": "decimal",
                    "precision": 5,
                },
            },
            "2 bytes hold 4 digits at most",
            None,
        ),
        (
            {"name": "a", "type": {"type": "bytes", "logicalType": "decimal", "precision": 50}},
            "a decimal has 1 to 38 digits",
            None,
        ),
        (
            {"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["A", "A"]}},
            "written twice",
            None,
        ),
        (
            {"name": "a", "type": {"type": "enum", "name": "E", "symbols": ["A-B"]}},
            "no symbol",
            None,
        ),
        (
            {
                "name": "a",
                "type": {"type": "enum", "name": "E", "symbols": ["OPEN"], "default": "OPN"},
            },
            "the symbols exclude it",
            "OPEN",
        ),
        (
            {"name": "a", "type": {"type": "enum", "name": "E", "symbol": ["A"]}},
            "`symbol` is no word of Avro",
            "symbols",
        ),
        ({"name": "a", "type": {"type": "array"}}, "`items` is missing", None),
        ({"name": "a", "type": {"type": "fixed", "name": "F", "size": 0}}, "1 or more", None),
        ({"name": "a", "type": "null"}, "something beside null", None),
        ({"name": "a", "type": ["int", "int"]}, "the union has `int` twice", None),
        ({"name": "a", "type": ["null", ["int"]]}, "a union stands in no other union", None),
        ({"name": "a", "type": "Thing"}, "`Thing` contains itself", None),
        ({"name": "a", "type": ["null", "Thing"]}, "`Thing` contains itself", None),
        ({"name": "a", "type": "array"}, "a type `array` is an object", None),
        ({"name": "a", "type": {"type": "record", "name": "int", "fields": []}}, "is a type", None),
    ],
)
def test_mistakes_are_located(field: dict, message: str, meant: str | None, write: Write) -> None:
    file = write(field)
    [problem] = problems_of(file)
    assert message in problem.message
    assert problem.suggestion == meant
    assert problem.path.startswith("fields[0")
    assert 5 <= problem.line <= len(file.read_text().splitlines())


def test_all_mistakes_are_told_at_once(write: Write) -> None:
    file = write(
        {"name": "a", "type": "strng"},
        {"name": "b", "type": "int", "default": "x"},
        {"name": "b", "type": "int"},
        {"name": "a", "type": "int"},
        doc="Twice `a` and `b`.",
        alias=["x"],
    )
    told = [(one.line, one.message) for one in problems_of(file)]
    assert len({line for line, _ in told}) == 5
    assert [message for _, message in told] == [
        "`strng` is no type of Avro, and no name that is defined before",
        "the default is no int",
        "there are two fields named `b`",
        "there are two fields named `a`",
        "`alias` is no word of Avro",
    ]


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ('{"type": "enum", "name": "E", "symbols": ["A"]}', "a table holds records"),
        ('"string"', "a table holds records"),
        ('{"type": "record", "name": "R", "fields": []}', "describes no column"),
        ('{"type": "record", "name": "R"}', "`fields` is missing"),
        ("[]", "a union without types"),
        ("17", "a type is a name"),
    ],
)
def test_what_is_no_record_is_refused(schema: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.avsc"
    file.write_text(schema)
    assert any(message in one.message for one in problems_of(file))


@pytest.mark.parametrize("file", [PAYMENT, PAGE], ids=lambda file: file.stem)
class TestRoundTrip:
    def test_it_is_written_back_as_it_was(self, file: Path, tmp_path: Path) -> None:
        back = tmp_path / "back.avsc"
        text = export_avro(imported(file, tmp_path)).text
        assert meaning(back, text) == meaning(file)
        before, after = (
            to_parsing_canonical_form(fastavro.parse_schema(json.loads(each)))
            for each in (file.read_text(), text)
        )
        assert after == before

    def test_odcs_promises_the_same(self, file: Path, tmp_path: Path) -> None:
        source, odcs = load_contract(file), imported(file, tmp_path)
        assert odcs.columns == source.columns
        assert rules(odcs) == rules(source)

    def test_nothing_of_its_own_is_left_out(self, file: Path, tmp_path: Path) -> None:
        left_out = {one.subject for one in export_avro(imported(file, tmp_path)).left_out}
        # What ODCS demands and Avro has no word for; the zone says what `local-` says in Avro.
        assert {one for one in left_out if not one.endswith(".timezone")} == {"status"}


def test_every_record_of_a_file_is_written_back(tmp_path: Path) -> None:
    for table, index in (("stock_level", 1), ("stock_moved", 2)):
        back = tmp_path / f"{table}.avsc"
        text = export_avro(imported(STOCK, tmp_path, table)).text
        assert meaning(back, text) == meaning(STOCK)[index]


def test_what_is_edited_in_odcs_is_edited_in_avro(tmp_path: Path) -> None:
    imported(PAYMENT, tmp_path)
    file = tmp_path / "payment-authorised.imported.odcs.yaml"
    document = read_document(file).data
    properties = {one["name"]: one for one in document["schema"][0]["properties"]}
    properties["attempt"] |= {"logicalType": "string", "logicalTypeOptions": {}}
    properties["amount"]["physicalType"] = "decimal(20, 2)"
    properties["payment_id"]["description"] = "The bank's number."
    properties["currency"]["quality"][0]["arguments"]["validValues"].append("CHF")
    file.write_text(write_yaml(document))
    schema = json.loads(export_avro(load_contract(file)).text)
    fields = {one["name"]: one for one in schema["fields"]}
    assert fields["attempt"] == {"name": "attempt", "type": "string"}
    assert fields["amount"]["type"]["precision"] == 20
    assert fields["payment_id"]["doc"] == "The bank's number."
    assert fields["payment_id"]["type"] == {"type": "string", "avro.java.string": "String"}
    assert fields["currency"]["type"]["symbols"][-1] == "CHF"
    assert schema["name"] == "com.company.payments.v2.PaymentAuthorised"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(schema=schemas())
def test_any_schema_goes_through_odcs_and_back(schema: dict, tmp_path: Path) -> None:
    file, back = tmp_path / "drawn.avsc", tmp_path / "back.avsc"
    file.write_text(json.dumps(schema))
    source, odcs = load_contract(file), imported(file, tmp_path)
    assert odcs.columns == source.columns
    assert rules(odcs) == rules(source)
    assert meaning(back, export_avro(odcs).text) == meaning(file)
