"""Protobuf, compiled by protoc; and field numbers, which stay what they were."""

import importlib.resources
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from export_samples import GOOD
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
from google.protobuf import timestamp_pb2 as _timestamp
from grpc_tools import protoc

from mesh_assets.contract.export.field_numbers import (
    BadFieldNumbers,
    Message,
    numbers_text,
    read_numbers,
)
from mesh_assets.contract.export.protobuf import export_protobuf
from mesh_assets.contract.model import Column, Contract, LogicalType

RECORD = {
    **{name: value for name, value in GOOD.items() if value is not None},
    "weight": "1.125",
    "label": '{"text": "x"}',
    "items": [{"sku": "1", "price": "19.99", "codes": ["a", "b"]}],
    "grid": [{"items": ["1", "2"]}, {"items": ["3"]}],
    "number": "12",
}
"""The good record in the JSON form of Protobuf: 64-bit integers and decimals are texts."""


@pytest.fixture
def compiled(tmp_path: Path) -> Callable[[str], descriptor_pb2.FileDescriptorProto]:
    """Compile a proto file; the compiler's exit status is asserted."""

    def compile_text(text: str) -> descriptor_pb2.FileDescriptorProto:
        (tmp_path / "contract.proto").write_text(text)
        known = importlib.resources.files("grpc_tools") / "_proto"
        output = tmp_path / "contract.binpb"
        arguments = [f"-I{tmp_path}", f"-I{known}", f"--descriptor_set_out={output}"]
        assert protoc.main(["protoc", *arguments, "contract.proto"]) == 0
        files = descriptor_pb2.FileDescriptorSet.FromString(output.read_bytes())
        return files.file[0]

    return compile_text


def numbers_of(message: descriptor_pb2.DescriptorProto) -> dict[str, int]:
    return {field.name: field.number for field in message.field}


def test_each_product_compiles(product_contract: Contract, compiled) -> None:
    file = compiled(export_protobuf(product_contract, Message()).export.text)
    [message] = file.message_type
    assert numbers_of(message) == {
        column.name: number for number, column in enumerate(product_contract.columns, start=1)
    }


def test_a_record_goes_through_protobuf_unchanged(awkward: Contract, compiled) -> None:
    file = compiled(export_protobuf(awkward, Message()).export.text)
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(_timestamp.DESCRIPTOR.serialized_pb)
    pool.Add(file)
    kind = message_factory.GetMessageClass(pool.FindMessageTypeByName("parcels.v3.Parcels"))
    sent = json_format.ParseDict(RECORD, kind())
    received = kind.FromString(sent.SerializeToString())
    assert json_format.MessageToDict(received, always_print_fields_with_no_presence=True) == RECORD


def test_a_later_column_never_changes_an_earlier_number(awkward: Contract, compiled) -> None:
    first = export_protobuf(awkward, Message())
    before = numbers_of(compiled(first.export.text).message_type[0])
    added = Column("insured", LogicalType.BOOLEAN)
    address = awkward.column("address")
    assert address is not None
    grown = replace(address, fields=(Column("zip", LogicalType.STRING), *address.fields))
    others = [column for column in awkward.columns if column.name != "address"]
    later = export_protobuf(replace(awkward, columns=(added, grown, *others)), first.numbers)
    message = compiled(later.export.text).message_type[0]
    assert numbers_of(message) == {**before, "insured": len(before) + 1}
    inner = next(one for one in message.nested_type if one.name == "AddressValue")
    assert numbers_of(inner) == {"city": 1, "point": 2, "zip": 3}


def test_the_number_of_a_removed_column_is_reserved_for_ever(awkward: Contract, compiled) -> None:
    first = export_protobuf(awkward, Message())
    without = replace(awkward, columns=awkward.columns[1:])
    second = export_protobuf(without, first.numbers)
    message = compiled(second.export.text).message_type[0]
    assert [(one.start, one.end) for one in message.reserved_range] == [(1, 2)]
    assert list(message.reserved_name) == ["carrier"]
    # It comes back as another column: it has a new number, and the old one stays reserved.
    third = export_protobuf(awkward, second.numbers)
    message = compiled(third.export.text).message_type[0]
    assert numbers_of(message)["carrier"] == len(awkward.columns) + 1
    assert [(one.start, one.end) for one in message.reserved_range] == [(1, 2)]
    assert list(message.reserved_name) == []


def test_a_renamed_column_with_an_identifier_keeps_its_number_and_what_is_inside() -> None:
    point = Column("lat", LogicalType.NUMBER)
    was = Column("place", LogicalType.OBJECT, fields=(point,), identifier="c-7")
    contract = Contract("x", "x", "1.0.0", (Column("a", LogicalType.STRING), was), ())
    first = export_protobuf(contract, Message())
    renamed = replace(was, name="location", fields=(Column("lon", LogicalType.NUMBER), point))
    later = export_protobuf(replace(contract, columns=(renamed,)), first.numbers)
    assert later.numbers.fields["location"].number == 2
    inside = later.numbers.fields["location"].fields.fields
    assert {name: one.number for name, one in inside.items()} == {"lat": 1, "lon": 2}
    assert later.numbers.retired == {"a": 1}


def test_numbers_are_kept_in_a_file(awkward: Contract, tmp_path: Path) -> None:
    file = tmp_path / "contract.field-numbers.json"
    numbers = export_protobuf(awkward, read_numbers(file)).numbers
    file.write_text(numbers_text(numbers))
    assert read_numbers(file) == numbers
    assert export_protobuf(awkward, read_numbers(file)).numbers == numbers
    kept = json.loads(file.read_text())
    assert kept["fields"]["items"]["fields"]["fields"]["price"] == {"number": 2}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "does not hold field numbers"),
        ('{"fields": {"a": {"number": "one"}}}', "does not hold field numbers"),
        ('{"fields": {"a": {"number": 1}, "b": {"number": 1}}}', "the same number"),
        ('{"fields": {"a": {"number": 1}}, "retired": {"b": 1}}', "the same number"),
    ],
)
def test_a_damaged_file_of_numbers_is_refused(tmp_path: Path, content: str, message: str) -> None:
    file = tmp_path / "contract.field-numbers.json"
    file.write_text(content)
    with pytest.raises(BadFieldNumbers, match=message):
        read_numbers(file)


def test_numbers_that_cannot_be_read_are_not_given_anew(tmp_path: Path) -> None:
    with pytest.raises(BadFieldNumbers, match="cannot be read"):
        read_numbers(tmp_path)


def test_what_protobuf_cannot_say_is_listed(awkward: Contract) -> None:
    left_out = {
        (one.part.value, one.subject): one.why
        for one in export_protobuf(awkward, Message()).export.left_out
    }
    assert left_out["rule", "state.required"] == "Protobuf has no required fields"
    assert "no decimals" in left_out["type", "weight"]
    assert "no dates" in left_out["type", "sent_on"]
    assert "never null" in left_out["rule", "items[].codes[].type"]
    for rule in ("state_known", "carrier.pattern", "some_rows", "primary_key.unique"):
        assert ("rule", rule) in left_out
    assert ("classification", "email") in left_out


def test_names_that_protobuf_would_confuse_are_told_apart(compiled) -> None:
    names = ["foo_bar", "fooBar", "message", "repeated", "Foo", "true", "_x", "x", "a b", "a-b"]
    columns = tuple(Column(name, LogicalType.STRING) for name in names)
    inner = Column("google", LogicalType.OBJECT, fields=(Column("t", LogicalType.TIMESTAMP),))
    contract = Contract("x", "google", "1.0.0", (*columns, inner), ())
    message = compiled(export_protobuf(contract, Message()).export.text).message_type[0]
    assert [field.json_name for field in message.field] == [*names, "google"]
