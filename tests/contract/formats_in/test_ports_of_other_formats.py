"""Landing files held against contracts that are written in Avro and in Protobuf."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.validation import Validation, validate_files

AVRO = {
    "type": "record",
    "name": "Paid",
    "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {
            "name": "amount",
            "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
        },
        {
            "name": "currency",
            "type": ["null", {"type": "enum", "name": "Currency", "symbols": ["EUR", "USD"]}],
            "default": None,
        },
        {"name": "attempt", "type": "int"},
        {"name": "paid_at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
        {"name": "labels", "type": {"type": "map", "values": "string"}},
    ],
}
PROTOBUF = """syntax = "proto3";
import "google/protobuf/timestamp.proto";
message Paid {
  enum Currency { EUR = 0; USD = 1; }
  string id = 1;
  double amount = 2;
  Currency currency = 3;
  int32 attempt = 4;
  google.protobuf.Timestamp paid_at = 5;
  map<string, string> labels = 6;
}
"""
GOOD = {
    "id": "3f0c2b9e-6a51-4b6e-9d58-0f2f1b7a4c11",
    "amount": 12.5,
    "currency": "EUR",
    "attempt": 1,
    "paid_at": "2026-01-05T10:00:00Z",
    "labels": {"a": "b"},
}

Judge = Callable[..., tuple[Validation, dict[int, list[str]]]]


@pytest.fixture
def avro(tmp_path: Path) -> Contract:
    file = tmp_path / "paid.avsc"
    file.write_text(json.dumps(AVRO))
    return load_contract(file)


@pytest.fixture
def protobuf(tmp_path: Path) -> Contract:
    file = tmp_path / "paid.proto"
    file.write_text(PROTOBUF)
    return load_contract(file)


@pytest.fixture
def judge(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Judge:
    """Land records, and give the violated rules by their lines."""

    def judge(
        contract: Contract, *records: dict[str, object]
    ) -> tuple[Validation, dict[int, list[str]]]:
        file = tmp_path / "paid.ndjson"
        file.write_text("".join(json.dumps(record) + "\n" for record in records))
        landed = LandingFile(file, FileFormat.NDJSON)
        validation = validate_files(connection, [landed], contract, window=None)
        letters = connection.execute(
            f"SELECT line, rules FROM ({validation.dead_letters_sql})"
        ).fetchall()
        return validation, dict(letters)

    return judge


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in GOOD.items() if key != name}


def test_records_are_held_against_a_schema_of_avro(avro: Contract, judge: Judge) -> None:
    validation, letters = judge(
        avro,
        GOOD,
        without("currency"),
        {**GOOD, "currency": None},
        # A field more is no mistake: readers of Avro pass over what they do not know.
        {**GOOD, "more": 1},
        {**GOOD, "currency": "CHF"},
        {**GOOD, "id": "7"},
        {**GOOD, "amount": 1.234},
        {**GOOD, "attempt": 2**31},
        {**GOOD, "labels": "none"},
        without("paid_at"),
    )
    assert validation.accepted == 4
    assert letters == {
        5: ["currency.enum"],
        6: ["id.format"],
        7: ["amount.type"],
        8: ["attempt.format_maximum"],
        9: ["labels.type"],
        10: ["paid_at.required"],
    }


def test_records_are_held_against_a_message_of_protobuf(protobuf: Contract, judge: Judge) -> None:
    validation, letters = judge(
        protobuf,
        GOOD,
        # What has its default value is left out of a message.
        without("attempt"),
        {**GOOD, "more": 1},
        {**GOOD, "currency": "CHF"},
        {**GOOD, "attempt": -(2**31) - 1},
        {**GOOD, "paid_at": "soon"},
    )
    assert validation.accepted == 3
    assert {line: rules[0] for line, rules in letters.items()} == {
        4: "currency.enum",
        5: "attempt.format_minimum",
        6: "paid_at.format",
    }


def test_typed_files_are_held_against_a_schema_of_avro(
    avro: Contract, connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "paid.parquet"
    connection.execute(
        f"COPY (SELECT '{GOOD['id']}' AS id, 12.50::DECIMAL(9, 2) AS amount, "
        "unnest(['EUR', 'CHF', NULL]) AS currency, 1 AS attempt, "
        "TIMESTAMPTZ '2026-01-05 10:00:00+00' AS paid_at, MAP {'a': 'b'} AS labels) "
        f"TO '{file}' (FORMAT parquet)"
    )
    landed = LandingFile(file, FileFormat.PARQUET)
    validation = validate_files(connection, [landed], avro, window=None)
    assert (validation.accepted, dict(validation.reasons)) == (2, {"currency.enum": 1})
    rows = connection.execute(validation.accepted_sql).fetchall()
    assert {row[2] for row in rows} == {"EUR", None}
