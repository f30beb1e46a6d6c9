"""Contracts of Soda 4, parsed and verified by Soda itself on tables of DuckDB."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml

from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.export.soda_contract import export_soda
from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.documents.document import read_document
from mesh_assets.gates.soda.contract import read_contract
from mesh_assets.gates.soda.session import SodaSession, verify

NOW = datetime(2026, 1, 6, tzinfo=UTC)

GOOD = {
    "carrier": "'DHL'",
    "number": "1",
    "tracking code": "'abc'",
    "class": quote_literal('box "XL"'),
    "state": "'sent'",
    "weight": "1.5",
    "fragile": "false",
    "sent_at": "'2026-01-05T10:00:00Z'",
    "from_clock": "'10:30'",
    "email": "'ada@example.com'",
    "address": "{'city': 'Lyon', 'point': {'lat': 1, 'lon': 2}}",
    "items": "[{'sku': '1', 'price': 1.5, 'codes': ['a']}]",
}


@pytest.fixture(scope="module")
def soda_source() -> duckdb.DuckDBPyConnection:
    with duckdb.connect(":memory:") as connection:
        yield connection


def verified(
    connection: duckdb.DuckDBPyConnection, contract: Contract, **values: str
) -> SodaSession:
    """Verify the exported contract on one row of these values, in SQL."""
    columns = ", ".join(
        f"CAST({values.get(c.name, 'NULL')} AS {duckdb_type(c)}) AS {quote_identifier(c.name)}"
        for c in contract.columns
    )
    connection.execute(f"CREATE OR REPLACE TABLE {contract.name} AS SELECT {columns}")
    document = yaml.safe_load(export_soda(contract).text)
    del document["dataset"]
    return verify(connection, "main", contract.name, [document], NOW)


def failed(session: SodaSession) -> set[str]:
    assert session.errors == ()
    return {name for name, one in session.results.items() if one.outcome not in {"PASSED", "WARN"}}


def test_each_product_has_a_contract_that_soda_understands(
    product_contract: Contract, tmp_path: Path
) -> None:
    file = tmp_path / "soda.yml"
    file.write_text(export_soda(product_contract).text)
    checks = {check.name for check in read_contract(read_document(file)).checks}
    assert {f"{name}_required" for name in product_contract.primary_key} <= checks
    assert "schema" in checks


def test_each_product_is_verified_by_soda(
    product_contract: Contract, soda_source: duckdb.DuckDBPyConnection
) -> None:
    session = verified(soda_source, product_contract)
    required = {f"{c.name}.required" for c in product_contract.columns if c.required}
    assert failed(session) >= required
    assert session.results["schema"].outcome == "PASSED"


def test_soda_passes_what_keeps_the_contract(
    awkward: Contract, soda_source: duckdb.DuckDBPyConnection
) -> None:
    session = verified(soda_source, awkward, **GOOD)
    assert failed(session) == set()
    assert {"carrier.pattern", "few_at_once", "some_rows", "class_known"} <= set(session.results)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("carrier", "'dhl'", "carrier.pattern"),
        ("carrier", "NULL", "carrier.required"),
        ("number", "1000000000", "number.maximum"),
        ("tracking code", "'ab'", "tracking code.min_length"),
        ("tracking code", "repeat('a', 41)", "tracking code.max_length"),
        ("class", "'bag'", "class_known"),
        ("state", "'x'", "state_known"),
        ("weight", "0", "weight.minimum"),
        ("from_clock", "'10:60'", "from_clock.format"),
        ("email", "'ada'", "email.format"),
        ("reference", "'12'", "reference.format"),
        ("address", "NULL", "address.required"),
    ],
)
def test_soda_fails_what_breaks_the_contract(
    awkward: Contract,
    soda_source: duckdb.DuckDBPyConnection,
    column: str,
    value: str,
    rule: str,
) -> None:
    session = verified(soda_source, awkward, **{**GOOD, column: value})
    assert failed(session) == {rule}


def test_soda_sees_another_type(awkward: Contract, soda_source: duckdb.DuckDBPyConnection) -> None:
    verified(soda_source, awkward, **GOOD)
    soda_source.execute("ALTER TABLE parcels ALTER weight TYPE DOUBLE")
    document = yaml.safe_load(export_soda(awkward).text)
    del document["dataset"]
    session = verify(soda_source, "main", "parcels", [document], NOW)
    assert failed(session) == {"schema"}


def test_what_soda_cannot_say_is_listed(awkward: Contract) -> None:
    left_out = {one.subject: one.why for one in export_soda(awkward).left_out}
    assert "other partitions" in left_out["primary_key.unique"]
    for rule in ("number.exclusive_minimum", "sent_on.minimum", "address.city.required"):
        assert rule in left_out
    for rule in ("carrier.pattern", "carrier.type", "some_rows", "few_at_once", "state_known"):
        assert rule not in left_out
