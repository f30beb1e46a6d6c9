"""Avro schemas, held against fastavro: parsed, and records written and read with them."""

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import fastavro
import pytest
from export_samples import GOOD

from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.model import Contract

INSTANT = datetime(2026, 1, 5, 10, tzinfo=UTC)
RECORD = {
    **{name.replace(" ", "_"): value for name, value in GOOD.items()},
    "class": 'box "XL"',
    "weight": Decimal("1.125"),
    "sent_on": date(2026, 1, 5),
    "sent_at": INSTANT,
    "reference": UUID(GOOD["reference"]),
    "label": '{"text": "x"}',
    "items": [{"sku": "1", "price": Decimal("19.99"), "codes": ["a", None]}],
}


def schema_of(contract: Contract) -> dict:
    return fastavro.parse_schema(json.loads(export_avro(contract).text))


def through_avro(schema: dict, record: dict) -> dict:
    buffer = io.BytesIO()
    fastavro.schemaless_writer(buffer, schema, record, strict=True)
    buffer.seek(0)
    return fastavro.schemaless_reader(buffer, schema, None)


def test_each_product_has_a_schema(product_contract: Contract) -> None:
    schema = schema_of(product_contract)
    assert [field["name"] for field in schema["fields"]] == [
        column.name for column in product_contract.columns
    ]
    optional = {field["name"] for field in schema["fields"] if "default" in field}
    assert optional == {column.name for column in product_contract.columns if not column.required}


def test_a_record_goes_through_avro_unchanged(awkward: Contract) -> None:
    assert through_avro(schema_of(awkward), RECORD) == RECORD


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("state", "unknown"),
        ("state", None),
        ("weight", None),
        ("sent_at", "soon"),
        ("fragile", "yes"),
        ("address", {"point": None}),
        ("labels", [None]),
    ],
)
def test_avro_refuses_what_the_contract_refuses(
    awkward: Contract, column: str, value: object
) -> None:
    assert fastavro.validate(RECORD, schema_of(awkward), raise_errors=False)
    broken = {**RECORD, column: value}
    assert not fastavro.validate(broken, schema_of(awkward), raise_errors=False)


def test_decimals_and_notes_are_kept(awkward: Contract) -> None:
    fields = {one["name"]: one for one in json.loads(export_avro(awkward).text)["fields"]}
    assert fields["weight"]["type"] == {
        "type": "bytes",
        "logicalType": "decimal",
        "precision": 9,
        "scale": 3,
    }
    assert fields["email"]["classification"] == "pii"
    assert fields["email"]["tags"] == ["contact"]
    assert fields["class"]["doc"] == "A keyword of Python.\nOn two lines."


def test_what_avro_cannot_say_is_listed(awkward: Contract) -> None:
    left_out = {(one.part.value, one.subject): one.why for one in export_avro(awkward).left_out}
    assert "written `tracking_code`" in left_out["name", "tracking code"]
    assert "letters, digits and underscores" in left_out["rule", "class_known"]
    assert ("rule", "state_known") not in left_out
    assert ("rule", "reference.format") not in left_out
    for rule in ("carrier.pattern", "weight.minimum", "items.min_items", "primary_key.unique"):
        assert ("rule", rule) in left_out
    assert ("primary key", "number") in left_out
    assert not any(rule.endswith(".required") for _, rule in left_out)


def test_absent_and_null_are_told_apart(load: Callable[..., Contract]) -> None:
    contract = load(
        json.dumps(
            {
                "title": "things.v1",
                "type": "object",
                "properties": {
                    "present": {"type": ["string", "null"]},
                    "absent": {"type": "integer"},
                    "either": {"type": ["integer", "null"]},
                },
                "required": ["present"],
            }
        ),
        "things.json",
    )
    exported = export_avro(contract)
    present, absent, either = json.loads(exported.text)["fields"]
    assert present == {"name": "present", "type": ["null", "string"]}
    assert absent == {"name": "absent", "type": ["null", "long"], "default": None}
    assert either == {**absent, "name": "either"}
    assert [one.subject for one in exported.left_out] == ["absent.type"]
