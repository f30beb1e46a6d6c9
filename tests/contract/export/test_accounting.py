"""Whatever a contract says is in the export or in the list of what was left out."""

import importlib.resources
import json
from collections.abc import Callable
from pathlib import Path

import fastavro
import pytest
from generated_contracts import CONTRACTS
from grpc_tools import protoc
from hypothesis import HealthCheck, given, settings

from mesh_assets.contract.export.avro import export_avro
from mesh_assets.contract.export.dbt_schema import export_dbt
from mesh_assets.contract.export.exported import Part
from mesh_assets.contract.export.field_numbers import Message
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.export.protobuf import export_protobuf
from mesh_assets.contract.export.pydantic_models import export_pydantic
from mesh_assets.contract.export.soda_contract import export_soda
from mesh_assets.contract.model import Contract

drawn = given(schema=CONTRACTS)
few = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def generated(load: Callable[..., Contract], schema: dict) -> Contract:
    return load(json.dumps({"title": "things.v1", **schema}), "things.json")


@few
@drawn
def test_avro_parses_whatever_was_exported(schema: dict, load: Callable[..., Contract]) -> None:
    fastavro.parse_schema(json.loads(export_avro(generated(load, schema)).text))


@few
@drawn
def test_pydantic_builds_whatever_was_exported(schema: dict, load: Callable[..., Contract]) -> None:
    exec(export_pydantic(generated(load, schema)).text, {"__name__": "things"})


@settings(few, max_examples=40)
@drawn
def test_protoc_compiles_whatever_was_exported(
    schema: dict, load: Callable[..., Contract], tmp_path: Path
) -> None:
    text = export_protobuf(generated(load, schema), Message()).export.text
    (tmp_path / "things.proto").write_text(text)
    known = importlib.resources.files("grpc_tools") / "_proto"
    output = f"--descriptor_set_out={tmp_path / 'things.binpb'}"
    assert protoc.main(["protoc", f"-I{tmp_path}", f"-I{known}", output, "things.proto"]) == 0


@pytest.mark.parametrize(
    "export", [export_json_schema, export_avro, export_pydantic, export_dbt, export_soda]
)
def test_what_the_source_says_beyond_columns_and_rules_is_listed(
    load: Callable[..., Contract], export: Callable
) -> None:
    contract = load(
        """
apiVersion: v3.1.0
kind: DataContract
id: odd
version: 1.0.0
status: active
slaProperties: [{property: latency, value: 4, unit: h}]
schema:
  - name: odd
    dataGranularityDescription: One row each.
    properties:
      - {name: a, logicalType: string, examples: [x], businessName: The A, description: An a.}
      - {name: b, logicalType: string, businessName: The B}
      - {name: c, logicalType: timestamp, logicalTypeOptions: {defaultTimezone: Europe/Paris}}
      - name: d
        logicalType: array
        items:
          logicalType: object
          name: line
          properties: [{name: e, logicalType: string, criticalDataElement: true}]
    quality:
      - {metric: rowCount, mustBeGreaterThan: 0, name: some, dimension: completeness}
      - {type: text, name: told, description: For people.}
"""
    )
    listed = {one.subject for one in export(contract).left_out if one.part is Part.TERMS}
    assert listed == {
        "status",
        "slaProperties",
        "odd.dataGranularityDescription",
        "a.examples",
        "a.businessName",
        "c.defaultTimezone",
        "d[].e.criticalDataElement",
        "some.dimension",
        "told.description",
    }


def test_annotations_of_a_json_schema_are_listed(load: Callable[..., Contract]) -> None:
    schema = {
        "properties": {
            "a": {"type": "string", "examples": ["x"], "default": "y"},
            "b": {"type": "array", "items": {"type": "string", "deprecated": True}},
        }
    }
    left_out = export_json_schema(generated(load, schema)).left_out
    assert [one.subject for one in left_out] == ["a.examples", "a.default", "b[].deprecated"]
    assert {one.part for one in left_out} == {Part.TERMS}
