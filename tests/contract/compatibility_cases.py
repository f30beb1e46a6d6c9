"""Changes of a contract, how each is judged, and the page of the documentation that says so.

The page is made of the cases that the tests prove:
`python tests/contract/compatibility_cases.py > docs/compatibility.md`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mesh_assets.contract.compatibility import ChangeKind, contract_changes
from mesh_assets.contract.compatibility.modes import kept_modes
from mesh_assets.contract.compatibility.native import (
    NativeSchema,
    SchemaFormat,
    kept_native_modes,
)
from mesh_assets.contract.compatibility.policy import DEFAULT_POLICY
from mesh_assets.contract.compatibility.readability import Content
from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.export.field_numbers import Message
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.protobuf import export_protobuf
from mesh_assets.contract.loading import load_contract

ID = {"id": {"type": "string"}}
BOTH = "BACKWARD, FORWARD, FULL"
BACKWARD = "BACKWARD"
FORWARD = "FORWARD"
NEITHER = "none"


@dataclass(frozen=True)
class Case:
    """One change, its kind, and the modes that it keeps."""

    title: str
    old: dict
    new: dict
    kind: ChangeKind
    rows: str
    closed: str
    open: str
    avro: str = BOTH
    """The modes that Avro's own rules find kept by the exported schemas."""
    protobuf: str = BOTH
    json: str = ""
    """Those that JSON Schema's rules find kept, where they are others than the contract's."""


def schema(properties, required=(), **words):
    return {"properties": {**ID, **properties}, "required": ["id", *required], **words}


def one(**words):
    return schema({"x": words})


STRING = one(type="string")
INTEGER = one(type="integer")

CASES = [
    Case("an optional column is added", schema({}), STRING,
         ChangeKind.COLUMN_ADDED, BOTH, BACKWARD, FORWARD),
    Case("an optional column that takes any value is added", schema({}), one(),
         ChangeKind.COLUMN_ADDED, BOTH, BACKWARD, BOTH),
    Case("a required column is added", schema({}), schema({"x": {"type": "string"}}, ["x"]),
         ChangeKind.REQUIRED_COLUMN_ADDED, FORWARD, NEITHER, FORWARD, avro=FORWARD),
    Case("an optional column is removed", STRING, schema({}),
         ChangeKind.COLUMN_REMOVED, BOTH, FORWARD, BACKWARD),
    Case("a required column is removed", schema({"x": {"type": "string"}}, ["x"]), schema({}),
         ChangeKind.COLUMN_REMOVED, BACKWARD, NEITHER, BACKWARD, avro=BACKWARD),
    Case("another type", STRING, INTEGER,
         ChangeKind.TYPE_CHANGED, NEITHER, NEITHER, NEITHER, avro=NEITHER, protobuf=NEITHER),
    Case("whole numbers become numbers", INTEGER, one(type="number"),
         ChangeKind.TYPE_CHANGED, NEITHER, NEITHER, NEITHER,
         avro=BACKWARD, protobuf=NEITHER, json=BACKWARD),
    Case("whole numbers that a double can hold become numbers",
         one(type="integer", minimum=0, maximum=100), one(type="number", minimum=0, maximum=100),
         ChangeKind.TYPE_CHANGED, BACKWARD, BACKWARD, BACKWARD, avro=BACKWARD, protobuf=NEITHER),
    Case("an object becomes any JSON value", one(type="object"), one(),
         ChangeKind.TYPE_WIDENED, BACKWARD, BACKWARD, BACKWARD),
    Case("any JSON value becomes an object that may be null",
         one(), one(type=["object", "null"]),
         ChangeKind.TYPE_NARROWED, FORWARD, FORWARD, FORWARD),
    Case("a column becomes required", STRING, schema({"x": {"type": "string"}}, ["x"]),
         ChangeKind.REQUIRED, FORWARD, FORWARD, FORWARD, avro=FORWARD),
    Case("a column becomes optional", schema({"x": {"type": "string"}}, ["x"]), STRING,
         ChangeKind.OPTIONAL, BACKWARD, BACKWARD, BACKWARD, avro=BACKWARD),
    Case("an optional column may be null", STRING, one(type=["string", "null"]),
         ChangeKind.NULL_ALLOWED, BACKWARD, BACKWARD, BACKWARD),
    Case("an optional column may no longer be null", one(type=["string", "null"]), STRING,
         ChangeKind.REQUIRED, FORWARD, FORWARD, FORWARD),
    Case("an enum value is added", one(type="string", enum=["a"]),
         one(type="string", enum=["a", "b"]),
         ChangeKind.VALUE_ALLOWED, BACKWARD, BACKWARD, BACKWARD, avro=BACKWARD),
    Case("an enum value is removed", one(type="string", enum=["a", "b"]),
         one(type="string", enum=["a"]),
         ChangeKind.VALUE_REFUSED, FORWARD, FORWARD, FORWARD, avro=FORWARD),
    Case("a minimum is raised", one(type="integer", minimum=1), one(type="integer", minimum=2),
         ChangeKind.LIMIT_TIGHTENED, FORWARD, FORWARD, FORWARD),
    Case("a maximum is raised", one(type="integer", maximum=1), one(type="integer", maximum=2),
         ChangeKind.LIMIT_LOOSENED, BACKWARD, BACKWARD, BACKWARD),
    Case("a longest length is set", STRING, one(type="string", maxLength=9),
         ChangeKind.RULE_ADDED, FORWARD, FORWARD, FORWARD),
    Case("a longest length is lifted", one(type="string", maxLength=9), STRING,
         ChangeKind.RULE_REMOVED, BACKWARD, BACKWARD, BACKWARD),
    Case("a step is a multiple of what it was", one(type="integer", multipleOf=2),
         one(type="integer", multipleOf=4),
         ChangeKind.RULE_CHANGED, FORWARD, FORWARD, FORWARD),
    Case("another pattern", one(type="string", pattern="^a+$"), one(type="string", pattern="a"),
         ChangeKind.PATTERN_CHANGED, NEITHER, NEITHER, NEITHER),
    Case("a pattern is lifted", one(type="string", pattern="^a+$"), STRING,
         ChangeKind.RULE_REMOVED, BACKWARD, BACKWARD, BACKWARD),
    Case("another format", one(type="string", format="uuid"), one(type="string", format="email"),
         ChangeKind.RULE_CHANGED, NEITHER, NEITHER, NEITHER, avro=BACKWARD),
    Case("another key", one(type="string", **{"x-unique": True}), STRING,
         ChangeKind.KEY_CHANGED, BACKWARD, BACKWARD, BACKWARD, json=BOTH),
    Case("a column is personal data", STRING, one(type="string", **{"x-pii": True}),
         ChangeKind.PERSONAL_DATA_CHANGED, BOTH, BOTH, BOTH),
    Case("a description", STRING, one(type="string", description="How it is spelt."),
         ChangeKind.DESCRIPTION_CHANGED, BOTH, BOTH, BOTH),
]  # fmt: skip


def contract_of(folder, document):
    file = Path(folder) / "case.v1.json"
    file.write_text(json.dumps(document))
    return load_contract(file)


def kept(folder, case, content, **words):
    """The modes that a case keeps, in words."""
    old, new = (contract_of(folder, {**document, **words}) for document in (case.old, case.new))
    return ", ".join(kept_modes(old, new, content)) or NEITHER


def kept_natively(folder, case, form, **words):
    """The modes that the schemas exported from a case keep by the rules of their format."""
    old, new = (contract_of(folder, {**document, **words}) for document in (case.old, case.new))
    schemas = (NativeSchema(form, text) for text in _exported(old, new, form))
    return ", ".join(kept_native_modes(*schemas)) or NEITHER


def _exported(old, new, form):
    match form:
        case SchemaFormat.AVRO:
            return export_avro(old).text, export_avro(new).text
        case SchemaFormat.JSON:
            return export_json_schema(old).text, export_json_schema(new).text
    first, numbers = export_protobuf(old, Message())
    return first.text, export_protobuf(new, numbers).export.text


def kinds(folder, case):
    old, new = (contract_of(folder, document) for document in (case.old, case.new))
    return [change.kind for change in contract_changes(old, new)]


INTRODUCTION = """\
# Compatibility of contracts

`mesh contract diff OLD NEW` lists the changes of a contract and judges each; `mesh contract check
--against git:main` does the same for the contract and the spec of every product, and refuses a
change that breaks without a new major version. This page is made of the cases that the tests prove.

The **default policy** says who has to do something: the producer, because what was published before
may not keep the new promise, or consumers, because what they rely on is promised no longer. Either
needs a new major version.

The **modes** are those of the Confluent Schema Registry. BACKWARD: a reader with the new contract
reads what was written under the old one. FORWARD: a reader with the old contract reads what is
written under the new one. FULL: both. The transitive forms hold for all earlier versions, and not
only for the last. Reading means that every valid record of the writer is valid for the reader. Rows
of a table, Avro and Protobuf hold what their contract names; JSON records hold more where the
object is open, so that a column added to an open object may have been written as anything.

What is uncertain does not hold: another pattern is never readable, and whole numbers are readable
as numbers only within limits that a double holds exactly. Only changes of a contract have modes; a
spec's objectives, partitions and ports are judged by the policy alone.

"""


NATIVE = """\
## By the rules of the formats

Avro, Protobuf and JSON Schema have rules of their own, by which a schema registry judges the
versions of a subject. `mesh contract diff` tells them for two `.avsc`, `.proto` or JSON Schema
files, with the place of each obstacle; the [schema registry](contracts/registry.md) holds new
versions against them. This is what they say of the schemas that are exported from the contracts
above. A format that has no word for a rule does not miss it: the contract's own rules are stricter.

The rules are those of Confluent's registry, and stricter where theirs let something pass that a
reader cannot read. In Avro, a logical type has to stay what it is, a decimal keeps its scale, and
an alias counts in its namespace. In Protobuf, one number does not become many, nor an optional
field a required one. In JSON Schema, a format counts as a pattern does, whatever is newly required
needs a default that is valid, and a branch of `oneOf` has to exclude the others. What is compared
with nothing but itself (`if`, `propertyNames`, `unevaluatedProperties` beside references) has to
stay.

"""


def page():
    with TemporaryDirectory() as folder:
        lines = [*_cases(folder), "", *NATIVE.splitlines(), *_native_cases(folder), "", *_policy()]
        return INTRODUCTION + "\n".join(lines) + "\n"


def _native_cases(folder):
    yield "| Change | Avro | Protobuf | JSON Schema, closed | JSON Schema, open |"
    yield "|---|---|---|---|---|"
    for case in CASES:
        modes = (
            kept_natively(folder, case, SchemaFormat.AVRO),
            kept_natively(folder, case, SchemaFormat.PROTOBUF),
            kept_natively(folder, case, SchemaFormat.JSON, additionalProperties=False),
            kept_natively(folder, case, SchemaFormat.JSON),
        )
        yield f"| {case.title} | {' | '.join(modes)} |"


def _cases(folder):
    yield "| Change | Default policy | Rows | JSON, closed | JSON, open |"
    yield "|---|---|---|---|---|"
    for case in CASES:
        modes = (
            kept(folder, case, Content.ROWS),
            kept(folder, case, Content.RECORDS, additionalProperties=False),
            kept(folder, case, Content.RECORDS),
        )
        yield f"| {case.title} | {DEFAULT_POLICY[case.kind]} | {' | '.join(modes)} |"


def _policy():
    yield "## Every kind of change"
    yield ""
    yield "| Kind | Default policy |"
    yield "|---|---|"
    yield from (f"| {kind} | {DEFAULT_POLICY[kind]} |" for kind in ChangeKind)


if __name__ == "__main__":
    print(page(), end="")
