"""JSON Schemas as generators and hands write them: definitions, alternatives, other formats."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from imported import imported

from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.importing import import_document
from mesh_assets.contract.lint.linting import lint
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml

DRAFT = "https://json-schema.org/draft/2020-12/schema"
MONEY = {
    "title": "Money",
    "type": "object",
    "required": ["currency", "amount"],
    "properties": {
        "amount": {"type": "number", "minimum": 0},
        "currency": {"$ref": "#/$defs/currency"},
    },
    "additionalProperties": False,
}
ORDER = {
    "$schema": DRAFT,
    "title": "order",
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"$ref": "#/$defs/identifier", "description": "The key."},
        "total": {"$ref": "#/$defs/money"},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/money"}},
        "again": {"$ref": "#/$defs/alias"},
    },
    "$defs": {
        "identifier": {"type": "string", "minLength": 1, "description": "An identifier."},
        "alias": {"$ref": "#/$defs/identifier"},
        "money": MONEY,
        "currency": {"type": "string", "enum": ["EUR", "USD"]},
    },
}


def written(schema: dict, folder: Path) -> Path:
    jsonschema_rs.meta.validate(schema)
    file = folder / "order.json"
    file.write_text(json.dumps(schema, indent=1))
    return file


def exported(file: Path) -> dict:
    return json.loads(export_json_schema(load_contract(file)).text)


class TestReferences:
    def test_they_are_followed(self, tmp_path: Path) -> None:
        contract = load_contract(written(ORDER, tmp_path))
        found = {path: column.type for path, column in contract.walk()}
        assert found["id"] is found["again"] is found["parts[].currency"] is LogicalType.STRING
        assert found["total.amount"] is LogicalType.NUMBER
        rules = {rule.name: rule.parameters for rule in contract.rules}
        assert rules["id.min_length"] == rules["again.min_length"] == {"limit": 1}
        assert rules["parts[].currency.enum"]["values"] == ["EUR", "USD"]
        assert contract.columns[0].description == "The key."

    @pytest.mark.parametrize(("length", "times"), [(30, 2), (2_000, 1)])
    def test_those_that_multiply_or_lead_on_are_refused(
        self, tmp_path: Path, length: int, times: int
    ) -> None:
        def leading_on(number: int) -> dict:
            reference = {"$ref": f"#/$defs/d{number + 1}"}
            return {"type": "object", "properties": {f"p{n}": reference for n in range(times)}}

        definitions = {f"d{number}": leading_on(number) for number in range(length)}
        definitions |= {f"d{length}": {"type": "string"}}
        schema = {"$schema": DRAFT, "title": "order", **leading_on(-1), "$defs": definitions}
        [verdict] = lint([written(schema, tmp_path)])
        [problem] = verdict.problems
        assert "lead to more than 10,000 places, or further than 100 deep" in problem.message
        with pytest.raises(DocumentError, match="lead to more than 10,000 places"):
            import_document(tmp_path / "order.json", None)

    def test_a_record_may_be_a_definition(self, tmp_path: Path) -> None:
        root = {word: ORDER[word] for word in ("type", "required", "properties")}
        definitions = {**ORDER["$defs"], "order": {**root, "title": "an order"}}
        schema = {"$schema": DRAFT, "$ref": "#/$defs/order", "$defs": definitions}
        contract = load_contract(written(schema, tmp_path))
        assert [column.name for column in contract.columns] == list(ORDER["properties"])
        imported(tmp_path / "order.json", tmp_path)
        assert exported(tmp_path / "order.imported.odcs.yaml") == schema

    def test_an_import_gives_them_back(self, tmp_path: Path) -> None:
        imported(written(ORDER, tmp_path), tmp_path)
        assert exported(tmp_path / "order.imported.odcs.yaml") == ORDER

    def test_what_is_edited_is_written_out(self, tmp_path: Path) -> None:
        imported(written(ORDER, tmp_path), tmp_path)
        file = tmp_path / "order.imported.odcs.yaml"
        document = read_document(file).data
        document["schema"][0]["properties"][0]["logicalTypeOptions"]["minLength"] = 3
        file.write_text(write_yaml(document))
        found = exported(file)["properties"]
        assert found["id"] == {"type": "string", "minLength": 3, "description": "The key."}
        assert found["total"] == {"$ref": "#/$defs/money"}

    def test_what_is_wrong_is_shown_where_it_stands(self, tmp_path: Path) -> None:
        schema = json.loads(json.dumps(ORDER))
        schema["$defs"]["money"]["properties"]["amount"]["minimun"] = 1
        schema["properties"]["again"]["$ref"] = "#/$defs/identifer"
        schema["properties"]["id"]["maxLength"] = 9
        file = written(schema, tmp_path)
        [verdict] = lint([file])
        found = {one.path: one for one in verdict.problems}
        assert found.keys() == {
            "properties.again.$ref",
            "properties.id.maxLength",
            "$defs.money.properties.amount.minimun",
        }
        assert found["properties.again.$ref"].suggestion == "#/$defs/identifier"
        assert "stands beside `$ref`" in found["properties.id.maxLength"].message
        misspelt = found["$defs.money.properties.amount.minimun"]
        assert misspelt.suggestion == "minimum"
        assert "minimun" in file.read_text().splitlines()[misspelt.line - 1]

    def test_one_that_contains_itself_is_any_json_of_an_import(self, tmp_path: Path) -> None:
        node = {
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/node"}},
            },
        }
        properties = {"tree": {"$ref": "#/$defs/node"}}
        schema = {**ORDER, "required": ["tree"], "properties": properties, "$defs": {"node": node}}
        file = written(schema, tmp_path)
        [verdict] = lint([file])
        [problem] = verdict.problems
        assert problem.path == "$defs.node.properties.children.items.$ref"
        assert "contains itself" in problem.message
        imported(file, tmp_path)
        assert exported(tmp_path / "order.imported.odcs.yaml") == schema


UNJUDGED = {
    "allOf": {"allOf": [{"minLength": 2}], "type": "string"},
    "anyOf": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
    "if": {"type": "string", "if": {"maxLength": 3}, "then": {"pattern": "a"}, "else": False},
    "prefixItems": {"type": "array", "prefixItems": [{"type": "integer"}], "items": False},
    "contains": {"type": "array", "items": {"type": "string"}, "contains": {"const": "x"}},
    "additionalProperties": {"type": "object", "additionalProperties": {"type": "integer"}},
    "patternProperties": {"type": "object", "patternProperties": {"^x": {"type": "string"}}},
    "unevaluatedProperties": {
        "type": "object",
        "properties": {"b": {"type": "string"}},
        "unevaluatedProperties": False,
    },
    "format": {"type": "string", "format": "ipv4"},
    "type": {"type": ["string", "integer"], "maxLength": 3},
    "enum": {"enum": ["x", 1, None]},
    "const": {"const": "x"},
}


@pytest.mark.parametrize("word", UNJUDGED)
def test_what_no_rule_can_say_is_kept_by_an_import_and_named(word: str, tmp_path: Path) -> None:
    schema = {"$schema": DRAFT, "title": "t", "type": "object", "properties": {"a": UNJUDGED[word]}}
    file = written(schema, tmp_path)
    remarks = import_document(file, None).remarks
    assert f"`properties.a.{word}` is kept, and not judged" in remarks
    imported(file, tmp_path)
    assert exported(tmp_path / "order.imported.odcs.yaml") == schema


def test_a_keyword_of_the_standard_is_not_taken_for_another_one(tmp_path: Path) -> None:
    schema = {**ORDER, "minProperties": 1, "dependentRequired": {"total": ["parts"]}}
    [verdict] = lint([written(schema, tmp_path)])
    assert [one.suggestion for one in verdict.problems] == [None, None]
