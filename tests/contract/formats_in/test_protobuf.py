"""Protobuf files as contracts: read by protoc's word, written in ODCS, and written back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from imported import imported, problems_of, rules

from mesh_assets.contract.export.field_numbers import Message, numbers_text, read_numbers
from mesh_assets.contract.export.protobuf import export_protobuf
from mesh_assets.contract.formats.protobuf.descriptors import compile_proto
from mesh_assets.contract.formats.protobuf.messages import Messages
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Column, LogicalType
from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml

DOCUMENTS = Path(__file__).parent / "documents" / "protobuf"
PAYMENT = DOCUMENTS / "payment_authorised.proto"
PAGE = DOCUMENTS / "page_viewed.proto"
STOCK = DOCUMENTS / "stock_level.proto"
VISITOR = DOCUMENTS / "visitor.proto"
FILES = [PAYMENT, PAGE, STOCK, VISITOR]

Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of proto3."""

    def write(text: str) -> Path:
        file = tmp_path / "thing.proto"
        file.write_text(f'syntax = "proto3";\npackage things.v1;\n{text}')
        return file

    return write


def columns(file: Path) -> dict[str, Column]:
    return dict(load_contract(file).walk())


def wire(text: str, root: str | None = None) -> dict[str, Any]:
    """What protoc says of a text, as far as it decides what messages look like when they travel."""
    visitor = {"visitor.proto": VISITOR.read_text()}
    messages = Messages(compile_proto(text, "thing.proto", visitor))
    [found] = [one for name, one in messages.roots.items() if root in {None, name}]
    return _message(messages, found.descriptor)


def _message(messages: Messages, descriptor: Any) -> dict[str, Any]:
    return {
        "fields": {field.number: _field(messages, descriptor, field) for field in descriptor.field},
        "reserved": [(each.start, each.end) for each in descriptor.reserved_range],
        "names": list(descriptor.reserved_name),
    }


def _field(messages: Messages, around: Any, field: Any) -> dict[str, Any]:
    in_oneof = field.HasField("oneof_index") and not field.proto3_optional
    said = {
        "name": field.name,
        "json": field.json_name,
        "label": field.label,
        "type": field.type,
        "optional": field.proto3_optional,
        "oneof": around.oneof_decl[field.oneof_index].name if in_oneof else None,
        "deprecated": field.options.deprecated,
        "default": field.default_value,
    }
    if field.type == field.TYPE_ENUM:
        enum = messages.enum_of(field).descriptor
        said["values"] = [(value.name, value.number) for value in enum.value]
    elif field.type == field.TYPE_MESSAGE:
        message = messages.message_of(field)
        is_known = message.name.startswith("google.")
        said["message"] = message.name if is_known else _message(messages, message.descriptor)
    return said


class TestColumns:
    def test_types_are_those_of_the_values(self) -> None:
        found = {path: column.type for path, column in columns(PAYMENT).items()}
        assert found["amount"] is LogicalType.DECIMAL
        assert found["authorised_at"] is LogicalType.TIMESTAMP
        assert found["settles_on"] is LogicalType.DATE
        assert found["note"] is LogicalType.STRING
        assert found["steps[].sequence"] is LogicalType.INTEGER
        assert found["labels"] is LogicalType.JSON
        assert found["card"] is LogicalType.OBJECT
        assert found["scores[]"] is LogicalType.NUMBER

    def test_known_messages_that_hold_json(self) -> None:
        found = rules(load_contract(PAGE))
        assert found["context.type"].parameters["json"] == "object"
        assert found["payload.type"].parameters["json"] == "object"
        assert found["trail.type"].parameters["json"] == "array"
        assert "json" not in found["experiment.type"].parameters

    def test_an_imported_message_is_followed(self) -> None:
        assert [field.name for field in columns(PAGE)["visitor"].fields] == ["cookie", "country"]

    def test_ranges_enums_and_durations_are_rules(self) -> None:
        found = rules(load_contract(PAYMENT))
        assert found["attempt.format_maximum"].parameters["limit"] == 2**31 - 1
        assert found["riskScore.format_minimum"].parameters["limit"] == 0
        assert found["currency.enum"].parameters["values"][:2] == ["CURRENCY_UNSPECIFIED", "EUR"]
        assert found["took.pattern"].parameters["regex"].endswith("s$")

    def test_only_proto2_has_required_fields(self) -> None:
        assert not any(c.required for c in columns(PAYMENT).values() if c.name != "element")
        required = {path for path, column in columns(STOCK).items() if column.required}
        assert required == {"sku", "unit", "bins[]", "place.warehouse"}

    def test_comments_are_descriptions(self) -> None:
        contract = load_contract(PAYMENT)
        assert contract.description == "A card payment that the bank has authorised."
        assert columns(PAYMENT)["payment_id"].description == "Our own number."
        assert columns(PAYMENT)["steps[].sequence"].description == "Since the beginning."
        assert load_contract(PAGE).description == "One page of the shop,\nseen by one visitor."

    def test_name_and_version_are_those_of_message_and_package(self) -> None:
        contract = load_contract(PAYMENT)
        assert (contract.name, contract.version) == ("payment_authorised", "2.0.0")
        assert contract.identifier == "payments.v2.PaymentAuthorised"

    def test_one_of_several_messages_is_named(self, write: Write) -> None:
        file = write("message A { string a = 1; }\nmessage B { string b = 1; }")
        assert load_contract(file, table="b").name == "b"
        with pytest.raises(DocumentError, match="several messages"):
            load_contract(file)
        # A part of another message is no table, unless it is asked for.
        assert load_contract(PAYMENT, table="address").identifier == "payments.v2.Address"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("message A {\n  A inner = 1;\n}", 4, "`things.v1.A` contains itself"),
        (
            "message A {\n  B b = 1;\n}\nmessage B {\n  A a = 1;\n}\nmessage C { A a = 1; }",
            7,
            "contains itself",
        ),
        ("message A {\n  strng a = 1;\n}", 4, '"strng" is not defined'),
        ("enum E { ZERO = 0; }", 1, "the contract describes no table"),
        ("message A {}", 3, "the contract describes no column"),
        ('message A {\n  string a = 1 [json_name = "a.b"];\n}', 4, "without dots"),
    ],
)
def test_mistakes_are_located(text: str, line: int, message: str, write: Write) -> None:
    told = problems_of(write(text))
    assert any((one.line, message in one.message) == (line, True) for one in told), told


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
class TestRoundTrip:
    def test_what_nobody_edited_is_written_as_it_was(self, file: Path, tmp_path: Path) -> None:
        exported, _ = export_protobuf(imported(file, tmp_path), Message())
        assert exported.text == file.read_text()

    def test_odcs_promises_the_same(self, file: Path, tmp_path: Path) -> None:
        source, odcs = load_contract(file), imported(file, tmp_path)
        assert odcs.columns == source.columns
        assert rules(odcs) == rules(source)


@pytest.mark.parametrize("file", [PAYMENT, STOCK, VISITOR], ids=lambda file: file.stem)
def test_an_edited_contract_is_the_same_on_the_wire(file: Path, tmp_path: Path) -> None:
    imported(file, tmp_path)
    edited = tmp_path / f"{file.stem}.imported.odcs.yaml"
    document = read_document(edited).data
    document["schema"][0]["description"] = "Said anew."
    edited.write_text(write_yaml(document))
    text = export_protobuf(load_contract(edited), Message()).export.text
    assert "// Said anew." in text
    before, after = wire(file.read_text()), wire(text)
    # A range of extensions is reserved, which keeps its numbers free as well.
    if file == STOCK:
        assert after.pop("reserved") == [(100, 200)]
        before.pop("reserved")
    assert after == before


def test_a_map_of_messages_is_never_another_type_under_its_number(tmp_path: Path) -> None:
    imported(PAGE, tmp_path)
    edited = tmp_path / "page_viewed.imported.odcs.yaml"
    edited.write_text(edited.read_text().replace("version: 1.0.0", "version: 1.1.0"))
    exported, _ = export_protobuf(load_contract(edited), Message())
    after = wire(exported.text)
    assert 8 not in after["fields"]
    assert (8, 9) in after["reserved"]
    assert any(one.subject == "widgets" for one in exported.left_out)
    del (before := wire(PAGE.read_text(), "shop.web.PageViewed"))["fields"][8]
    assert after["fields"] == before["fields"]


class TestFieldNumbers:
    def test_a_new_column_gets_a_number_that_the_source_has_not_reserved(
        self, write: Write, tmp_path: Path
    ) -> None:
        file = write("message A {\n  reserved 2, 4 to 5;\n  string a = 1;\n  string c = 3;\n}")
        imported(file, tmp_path)
        edited = tmp_path / "thing.imported.odcs.yaml"
        document = read_document(edited).data
        document["schema"][0]["properties"].append({"name": "d", "logicalType": "string"})
        edited.write_text(write_yaml(document))
        exported, numbers = export_protobuf(load_contract(edited), Message())
        assert {name: one.number for name, one in numbers.fields.items()} == {
            "a": 1,
            "c": 3,
            "d": 6,
        }
        assert wire(exported.text)["reserved"] == [(2, 3), (4, 6)]

    def test_a_column_that_goes_leaves_its_number_reserved(
        self, write: Write, tmp_path: Path
    ) -> None:
        file = write("message A {\n  string a = 7;\n  string c = 3;\n}")
        contract = imported(file, tmp_path)
        kept = tmp_path / "kept.json"
        kept.write_text(numbers_text(export_protobuf(contract, Message()).numbers))
        edited = tmp_path / "thing.imported.odcs.yaml"
        document = read_document(edited).data
        document["schema"][0]["properties"].pop(0)
        edited.write_text(write_yaml(document))
        text = export_protobuf(load_contract(edited), read_numbers(kept)).export.text
        assert wire(text)["reserved"] == [(7, 8)]
        assert wire(text)["names"] == ["a"]

    def test_numbers_of_earlier_exports_stand(self, write: Write, tmp_path: Path) -> None:
        contract = imported(write("message A {\n  string a = 7;\n}"), tmp_path)
        kept = tmp_path / "kept.json"
        kept.write_text('{"fields": {"a": {"number": 2}}}')
        text = export_protobuf(contract, read_numbers(kept)).export.text
        assert list(wire(text)["fields"]) == [2]


NAMES = st.from_regex(r"[a-z]{2,6}", fullmatch=True)
TYPES = st.sampled_from(
    [
        *("double", "float", "int32", "sint64", "uint32", "fixed64", "bool", "string", "bytes"),
        *("Colour", "Box.Shape", "Inner", "map<string, int32>", "google.protobuf.Timestamp"),
        *("google.protobuf.Duration", "google.protobuf.Int32Value", "google.protobuf.Value"),
    ]
)
LABELS = st.sampled_from(["", "", "optional ", "repeated "])
HEAD = """syntax = "proto3";
package things.v1;
import "google/protobuf/timestamp.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/wrappers.proto";
import "google/protobuf/struct.proto";
enum Colour { NONE = 0; RED = 1; }
message Box { enum Shape { NONE = 0; ROUND = 3; } }
message Inner { string name = 4; repeated Colour colours = 2; }
"""


@st.composite
def protos(draw: st.DrawFn) -> str:
    names = draw(st.lists(NAMES, min_size=1, max_size=6, unique_by=str.casefold))
    numbers = draw(
        st.lists(st.integers(1, 60), min_size=len(names), max_size=len(names), unique=True)
    )
    lines = []
    for name, number in zip(names, numbers, strict=True):
        kind = draw(TYPES)
        label = "" if kind.startswith("map") else draw(LABELS)
        lines.append(f"  {label}{kind} x_{name} = {number};")
    return HEAD + "message Drawn {\n" + "\n".join(lines) + "\n}\n"


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=protos())
def test_any_message_keeps_its_rules_and_its_wire(text: str, tmp_path: Path) -> None:
    file = tmp_path / "drawn.proto"
    file.write_text(text)
    source = load_contract(file, table="drawn")
    odcs = imported(file, tmp_path, "drawn")
    assert rules(odcs) == rules(source)
    edited = tmp_path / "drawn.imported.odcs.yaml"
    edited.write_text(edited.read_text().replace("status: active", "status: draft"))
    edited.write_text(edited.read_text().replace("version: 1.0.0", "version: 1.1.0"))
    written = export_protobuf(load_contract(edited), Message()).export.text
    assert "message Drawn" in written
    assert wire(written) == wire(text, "things.v1.Drawn")
