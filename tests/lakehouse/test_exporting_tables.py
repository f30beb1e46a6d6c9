"""A contract as Iceberg's schema, read by pyiceberg, and as Trino's DDL, parsed as Trino's SQL."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
import sqlglot
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.schema import Schema
from sqlglot import exp

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.lakehouse.export.iceberg import export_iceberg
from mesh_assets.lakehouse.export.trino import export_trino
from mesh_assets.lakehouse.schema import iceberg_schema
from mesh_assets.settings import PROJECT

PRODUCTS = sorted((PROJECT / "mesh_assets" / "domains").glob("*/*/contract.odcs.yaml"))

PLACES = """\
apiVersion: v3.1.0
kind: DataContract
id: places
version: 1.0.0
status: active
schema:
  - name: places
    description: It's where "things" are.
    properties:
      - {name: country, logicalType: string, primaryKey: true, primaryKeyPosition: 2}
      - {name: number, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}
      - {name: "odd \\"name\\"", logicalType: number, physicalType: "decimal(9, 3)",
         description: "Quoted: it's."}
      - {name: seen, logicalType: timestamp, required: true}
      - {name: since, logicalType: date}
      - {name: open, logicalType: boolean}
      - {name: size, logicalType: number, logicalTypeOptions: {minimum: 0}}
      - {name: anything, logicalType: object}
      - name: lines
        logicalType: array
        items:
          logicalType: object
          properties:
            - {name: sku, logicalType: string, required: true, description: The article.}
            - {name: grid, logicalType: array,
               items: {logicalType: array, items: {logicalType: integer}}}
"""


@pytest.fixture(params=PRODUCTS, ids=lambda file: file.parent.name)
def product_contract(request: pytest.FixtureRequest) -> Contract:
    return load_contract(request.param)


@pytest.fixture
def places(tmp_path: Path) -> Contract:
    file = tmp_path / "places.odcs.yaml"
    file.write_text(PLACES)
    return load_contract(file)


def test_pyiceberg_reads_the_schema_that_the_mesh_makes(product_contract: Contract) -> None:
    text = export_iceberg(product_contract).text
    assert Schema.model_validate_json(text) == iceberg_schema(product_contract)


def test_an_iceberg_table_is_created_with_the_schema(places: Contract, tmp_path: Path) -> None:
    schema = Schema.model_validate_json(export_iceberg(places).text)
    catalog = SqlCatalog("t", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}")
    catalog.create_namespace("shop")
    table = catalog.create_table("shop.places", schema)
    assert table.schema().identifier_field_names() == {"country", "number"}
    fields = table.schema().as_arrow()
    assert fields.field('odd "name"').type == pa.decimal128(9, 3)
    assert fields.field("seen").type == pa.timestamp("us", tz="UTC")
    assert not fields.field("seen").nullable
    assert json.loads(export_iceberg(places).text)["identifier-field-ids"] == [1, 2]


def test_trino_creates_the_columns_of_each_product(product_contract: Contract) -> None:
    statement = sqlglot.parse_one(export_trino(product_contract).text, dialect="trino")
    assert isinstance(statement, exp.Create)
    assert statement.this.this.name == product_contract.name
    columns = {
        one.name: one for one in statement.find_all(exp.ColumnDef) if one.parent.parent is statement
    }
    assert list(columns) == [column.name for column in product_contract.columns]
    for column in product_contract.columns:
        constraints = columns[column.name].args["constraints"]
        kinds = {type(one.kind) for one in constraints}
        assert (exp.NotNullColumnConstraint in kinds) == column.required


def test_trino_has_the_exact_types(places: Contract) -> None:
    text = export_trino(places).text
    assert sqlglot.parse_one(text, dialect="trino")
    assert text == (
        'CREATE TABLE "places" (\n'
        '  "country" varchar NOT NULL,\n'
        '  "number" bigint NOT NULL,\n'
        '  "odd ""name""" decimal(9, 3) COMMENT \'Quoted: it\'\'s.\',\n'
        '  "seen" timestamp(6) with time zone NOT NULL,\n'
        '  "since" date,\n'
        '  "open" boolean,\n'
        '  "size" double,\n'
        '  "anything" varchar,\n'
        '  "lines" array(row("sku" varchar, "grid" array(array(bigint))))\n'
        ")\n"
        "COMMENT 'It''s where \"things\" are.'\n"
        "WITH (format = 'PARQUET', format_version = 2);\n"
    )


def test_what_a_table_cannot_say_is_listed(places: Contract) -> None:
    of_iceberg = {(one.part.value, one.subject) for one in export_iceberg(places).left_out}
    assert of_iceberg == {
        ("rule", "anything.type"),
        ("rule", "size.minimum"),
        ("rule", "lines[].sku.required"),
        ("rule", "lines[].sku.type"),
        ("rule", "primary_key.unique"),
        ("description", "places"),
        ("terms", "status"),
    }
    of_trino = {(one.part.value, one.subject) for one in export_trino(places).left_out}
    assert of_trino == (of_iceberg - {("description", "places")}) | {
        ("description", "lines[].sku"),
        ("primary key", "country"),
        ("primary key", "number"),
    }
