"""Protobuf's rules: case by case, and held against messages that are really written and read."""

import base64

import pytest
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto
from google.protobuf.message import DecodeError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh_assets.contract.compatibility.native import (
    InvalidSchema,
    NativeSchema,
    SchemaFormat,
    kept_native_modes,
    native_obstacles,
)

BOTH = ["BACKWARD", "FORWARD", "FULL"]


def schema(text, **references):
    return NativeSchema(SchemaFormat.PROTOBUF, text, references)


def m(body, syntax="proto3", around=""):
    return f'syntax = "{syntax}";\npackage shop;\nmessage M {{ {body} }}\n{around}'


STATUS = "enum Status { OPEN = 0; PAID = 1; }"
ONE = "message One { string x = 1; }"
TWO = "message Two { string x = 1; }"

CASES = [
    ("a field is added", m(""), m("string a = 1;"), BOTH),
    ("a required field is added", m("", "proto2"), m("required string a = 1;", "proto2"), []),
    ("a field becomes required", m("optional string a = 1;", "proto2"),
     m("required string a = 1;", "proto2"), ["FORWARD"]),
    ("a field has another name", m("string a = 1;"), m("string b = 1;"), BOTH),
    ("a field has another number", m("string a = 1;"), m("string a = 2;"), BOTH),
    ("an int32 becomes an int64", m("int32 a = 1;"), m("int64 a = 1;"), BOTH),
    ("a bool becomes an uint32", m("bool a = 1;"), m("uint32 a = 1;"), BOTH),
    ("an int32 becomes a sint32", m("int32 a = 1;"), m("sint32 a = 1;"), []),
    ("a sint32 becomes a sint64", m("sint32 a = 1;"), m("sint64 a = 1;"), BOTH),
    ("a fixed32 becomes a sfixed32", m("fixed32 a = 1;"), m("sfixed32 a = 1;"), BOTH),
    ("a fixed32 becomes a fixed64", m("fixed32 a = 1;"), m("fixed64 a = 1;"), []),
    ("a double becomes a float", m("double a = 1;"), m("float a = 1;"), []),
    ("text becomes bytes", m("string a = 1;"), m("bytes a = 1;"), BOTH),
    ("text becomes a number", m("string a = 1;"), m("int32 a = 1;"), []),
    ("an enum becomes a number", m("Status a = 1;", around=STATUS), m("int32 a = 1;"), BOTH),
    ("an enum value is added", m("Status a = 1;", around=STATUS),
     m("Status a = 1;", around=STATUS.replace("PAID = 1;", "PAID = 1; SENT = 2;")), BOTH),
    ("one number becomes many", m("int32 a = 1;"), m("repeated int32 a = 1;"), []),
    ("one text becomes many", m("string a = 1;"), m("repeated string a = 1;"), BOTH),
    ("a number becomes optional", m("int32 a = 1;"), m("optional int32 a = 1;"), BOTH),
    ("a message is added", m(""), m("", around=ONE), ["BACKWARD"]),
    ("an inner message goes", m(ONE), m(""), ["FORWARD"]),
    ("another message", m("One a = 1;", around=ONE + TWO), m("Two a = 1;", around=ONE + TWO), []),
    ("a message instead of text", m("One a = 1;", around=ONE), m("string a = 1;", around=ONE), []),
    ("a field inside another message changes", m("One a = 1;", around=ONE),
     m("One a = 1;", around=ONE.replace("string", "int32")), []),
    ("a map has other values", m("map<string, int32> a = 1;"), m("map<string, string> a = 1;"), []),
    ("a map has wider values", m("map<string, int32> a = 1;"),
     m("map<string, int64> a = 1;"), BOTH),
    ("a map becomes a message", m("map<string, int32> a = 1;"),
     m("One a = 1;", around=ONE), []),
    ("a field goes into a choice of its own", m("string a = 1;"),
     m("oneof c { string a = 1; }"), BOTH),
    ("two fields become a choice", m("string a = 1; string b = 2;"),
     m("oneof c { string a = 1; string b = 2; }"), ["FORWARD"]),
    ("a field joins a choice", m("string a = 1; oneof c { string b = 2; }"),
     m("oneof c { string a = 1; string b = 2; }"), ["FORWARD"]),
    ("a choice has one field more", m("oneof c { string a = 1; }"),
     m("oneof c { string a = 1; string b = 2; }"), ["BACKWARD"]),
    ("a choice goes as a whole", m("oneof c { string a = 1; }"), m(""), BOTH),
    ("another package", m(""), m("").replace("shop", "store"), []),
    ("a comment", m("string a = 1;"), m("string a = 1; /* what it is */"), BOTH),
]  # fmt: skip


@pytest.mark.parametrize(("title", "old", "new", "kept"), CASES, ids=[case[0] for case in CASES])
def test_a_case(title, old, new, kept):
    assert [mode.value for mode in kept_native_modes(schema(old), schema(new))] == kept


def found(old, new):
    return [(each.kind, each.place) for each in native_obstacles(old, new)]


def test_an_obstacle_names_the_message_and_the_number():
    old = m("message Inner { int32 a = 1; oneof c { int32 b = 2; int32 d = 3; } }")
    new = m("message Inner { string a = 1; oneof c { int32 b = 2; } }")

    assert found(schema(old), schema(new)) == [
        ("FIELD_SCALAR_KIND_CHANGED", "/M/Inner/1"),
        ("ONEOF_FIELD_REMOVED", "/M/Inner/c/3"),
    ]


def test_an_imported_message_counts_for_what_it_says():
    text = m("One a = 1;").replace("package shop;", 'package shop; import "one.proto";')
    old = {"one.proto": f'syntax = "proto3"; package shop; {ONE}'}
    new = {"one.proto": old["one.proto"].replace("string", "int32")}

    assert found(schema(text, **old), schema(text, **old)) == []
    assert found(schema(text, **old), schema(text, **new)) == [
        ("FIELD_SCALAR_KIND_CHANGED", "/M/1/1")
    ]


def test_a_text_that_is_no_schema_is_refused_with_its_place():
    with pytest.raises(InvalidSchema, match=r"schema\.proto:3"):
        native_obstacles(schema(m("")), schema(m("strin a = 1;")))


TYPES = [
    *("INT32", "INT64", "UINT32", "UINT64", "SINT32", "SINT64", "BOOL", "STRING", "BYTES"),
    *("FIXED32", "SFIXED32", "FIXED64", "SFIXED64", "FLOAT", "DOUBLE"),
]
LABELS = {
    "proto2": ["LABEL_OPTIONAL", "LABEL_REPEATED", "LABEL_REQUIRED"],
    "proto3": ["LABEL_OPTIONAL", "LABEL_REPEATED"],
}


@st.composite
def files(draw, syntax):
    """A message of a few fields; of two such messages, many fields have the same number."""
    file = descriptor_pb2.FileDescriptorProto(name="m.proto", package="shop", syntax=syntax)
    message = file.message_type.add(name="M")
    labels = LABELS[syntax]
    for number in draw(st.lists(st.integers(1, 3), min_size=1, unique=True)):
        message.field.add(
            name=f"f{number}",
            number=number,
            type=FieldDescriptorProto.Type.Value(f"TYPE_{draw(st.sampled_from(TYPES))}"),
            label=FieldDescriptorProto.Label.Value(draw(st.sampled_from([labels[0], *labels]))),
        )
    if draw(st.booleans()):
        message.oneof_decl.add(name="c")
        for field in message.field:
            if field.label == field.LABEL_OPTIONAL and draw(st.booleans()):
                field.oneof_index = 0
        if not any(field.HasField("oneof_index") for field in message.field):
            del message.oneof_decl[:]
    return file


@st.composite
def versions(draw):
    syntax = draw(st.sampled_from(["proto3", "proto2"]))
    old, new = draw(files(syntax)), draw(files(syntax))
    # Most fields stay as they are, or hardly any two messages would be readable.
    kept = {field.number: field for field in old.message_type[0].field}
    for field in new.message_type[0].field:
        if field.number in kept and draw(st.integers(0, 2)):
            field.type = kept[field.number].type
    return old, new


def message_class(file):
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("shop.M"))


def value_of(field):
    if field.type in {field.TYPE_STRING, field.TYPE_BYTES}:
        return "a" if field.type == field.TYPE_STRING else b"a"
    return field.type == field.TYPE_BOOL or 1


def written(file):
    """A message in which all is set, and one with as little as possible."""
    full, least = message_class(file)(), message_class(file)()
    for field in file.message_type[0].field:
        for message in (full, least):
            if field.label == field.LABEL_REPEATED:
                getattr(message, field.name).extend([value_of(field)] * 2)
            elif message is full or field.label == field.LABEL_REQUIRED:
                setattr(message, field.name, value_of(field))
    return full, least


def plain(value):
    """A value without what differs between the types of one kind, or between one and many."""
    if isinstance(value, str | bytes):
        return value if isinstance(value, bytes) else value.encode()
    if isinstance(value, int | float):
        return int(value)
    return plain(next(iter(value)))


def test_what_is_called_readable_is_read():
    judged = {"readable": 0, "not readable": 0}

    @settings(
        deadline=None,
        derandomize=True,
        max_examples=250,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(drawn=versions())
    def prove(drawn):
        old, new = drawn
        texts = [base64.b64encode(file.SerializeToString()).decode() for file in drawn]
        if native_obstacles(*map(schema, texts)):
            judged["not readable"] += 1
            return
        judged["readable"] += 1
        names = {field.name for field in new.message_type[0].field}
        for message in written(old):
            try:
                read = message_class(new).FromString(message.SerializeToString())
            except DecodeError as error:
                raise AssertionError(f"{old} is not read as {new}") from error
            for field, value in message.ListFields():
                if field.name in names:
                    assert plain(getattr(read, field.name)) == plain(value), (old, new)

    prove()
    # Otherwise nothing was proven.
    assert min(judged.values()) >= 40, judged
