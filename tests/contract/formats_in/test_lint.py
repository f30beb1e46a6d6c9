"""A verdict and a place for every contract file: `mesh contract lint`."""

import json
import sys
import time
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

import jsonschema_rs
import pytest
from click.testing import CliRunner, Result

from mesh_assets.cli.contract_lint import lint
from mesh_assets.contract.formats.datacontract.writing import to_odcs
from mesh_assets.contract.loading import load_contract
from mesh_assets.documents.writing import write_yaml
from mesh_assets.errors import MeshError

DOCUMENTS = Path(__file__).parent / "documents"
SEED = Path(__file__).parents[1] / "seed"

HEAD = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(lint, [str(each) for each in arguments])


def report(*arguments: object) -> dict[str, Any]:
    return json.loads(run("--json", *arguments).stdout)


def table(properties: str, beside: str = "") -> str:
    columns = indent(dedent(properties).strip(), " " * 6)
    return f"{HEAD}schema:\n  - name: orders\n    properties:\n{columns}\n{dedent(beside)}"


def only_problem(file: Path) -> dict[str, Any]:
    [judged] = report(file)["files"]
    [problem] = judged["problems"]
    return problem


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        f"{HEAD}schema: []\n",
        f"{HEAD}schema: [{{name: orders}}]\n",
        "dataContractSpecification: 1.2.1\nid: orders\ninfo: {title: Orders, version: 1.0.0}\n",
    ],
)
def test_a_contract_may_promise_no_rows(tmp_path: Path, text: str) -> None:
    """The standards have contracts of services and of topics; no product publishes under them."""
    file = tmp_path / "orders.yaml"
    file.write_text(text)
    assert report(file)["files"][0]["problems"] == []
    with pytest.raises(MeshError, match="the contract describes no"):
        load_contract(file)


class TestFolder:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "deep" / "er").mkdir(parents=True)
        (tmp_path / ".hidden").mkdir()
        (tmp_path / ".hidden" / "a.odcs.yaml").write_text("apiVersion: [")
        (tmp_path / "deep" / "orders.odcs.yaml").write_text(table("- {name: a, logicalType: date}"))
        (tmp_path / "deep" / "er" / "orders.json").write_text((SEED / "orders.v2.json").read_text())
        (tmp_path / "loans.yml").write_text((DOCUMENTS / "library-loans.yaml").read_text())
        (tmp_path / "product.yaml").write_text("name: orders\ndomain: orders\n")
        (tmp_path / "deployment.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\n")
        (tmp_path / "notes.md").write_text("dataContractSpecification")
        return tmp_path

    def test_contracts_are_found_by_their_content(self, folder: Path) -> None:
        result = report(folder)
        assert result["valid"]
        judged = {Path(one["file"]).name: one["format"] for one in result["files"]}
        assert judged == {
            "orders.odcs.yaml": "odcs",
            "orders.json": "json-schema",
            "loans.yml": "datacontract",
        }

    def test_every_file_gets_its_verdict(self, folder: Path) -> None:
        (folder / "bad.yaml").write_text(table("- {name: a, logicalType: dat}"))
        result = run(folder)
        assert result.exit_code == 1
        assert [line.split()[-3:-2] for line in result.stdout.splitlines()[:-1]] == [
            ["problems"],
            ["valid"],
            ["valid"],
            ["valid"],
        ]
        assert "did you mean `date`" in result.stderr
        assert result.stdout.splitlines()[-1] == "4 contracts, 1 with problems"

    def test_a_file_that_cannot_be_read_is_no_valid_contract(self, folder: Path) -> None:
        (folder / "broken.yaml").write_text("apiVersion: [")
        result = report(folder)
        assert not result["valid"]
        [broken] = [one for one in result["files"] if not one["valid"]]
        assert broken["format"] is None
        assert "is not YAML" in broken["problems"][0]["message"]

    def test_a_named_file_that_is_no_contract_is_a_problem(self, folder: Path) -> None:
        result = run(folder / "product.yaml")
        assert result.exit_code == 1
        assert "this is no contract" in result.stderr

    def test_a_file_is_judged_once(self, folder: Path) -> None:
        assert len(report(folder, folder, folder / "loans.yml")["files"]) == 3

    def test_a_folder_without_contracts_is_not_valid(self, tmp_path: Path) -> None:
        result = run(tmp_path)
        assert isinstance(result.exception, MeshError)
        assert "there is no contract in" in str(result.exception)

    def test_a_link_back_up_is_not_followed(self, folder: Path) -> None:
        (folder / "deep" / "up").symlink_to(folder, target_is_directory=True)
        assert len(report(folder)["files"]) == 3

    def test_a_path_that_is_not_there_is_a_usage_error(self, tmp_path: Path) -> None:
        assert run(tmp_path / "nowhere").exit_code == 2


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (table("- {name: a, logicalType: date, requird: true}"), 9, "ODCS has no `requird`"),
        (table("- {name: a, logicalType: date, required: 7.5}"), 9, "must be true or false"),
        (
            table("- {name: a, logicalType: date}", "servers: [{server: x}]"),
            10,
            "`type` is missing",
        ),
        (
            table("- {name: a, logicalType: date}", "slaProperties: [{property: x}]"),
            10,
            "`value` is missing",
        ),
        (
            table("- {name: a, logicalType: date}\n- {name: A, logicalType: date}"),
            10,
            "two columns named",
        ),
        (
            table("- {name: a, logicalType: date}")
            + "  - name: ORDERS\n    properties: [{name: a, logicalType: date}]\n",
            10,
            "two named `ORDERS`",
        ),
        (
            table(
                "- {name: a, logicalType: date, primaryKey: true, primaryKeyPosition: 1}\n"
                "- {name: b, logicalType: date, primaryKey: true, primaryKeyPosition: 1}"
            ),
            9,
            "primaryKeyPosition of each key column is different",
        ),
        (
            table(
                "- {name: a, logicalType: date, primaryKey: true, primaryKeyPosition: 1}\n"
                "- {name: b, logicalType: date, primaryKey: true, primaryKeyPosition: 3}"
            ),
            10,
            "positions are 1, 2, ... without gaps",
        ),
        (
            table(
                """
                - name: a
                  logicalType: integer
                  logicalTypeOptions:
                    minimum: 5
                    maximum: 4
                """
            ),
            12,
            "nothing lies between 5 and 4",
        ),
        (
            table(
                """
                - name: a
                  logicalType: string
                  quality:
                    - {metric: invalidValues, arguments: {validValues: [x, y]}, mustBe: 0}
                  customProperties:
                    - {property: default, value: z}
                """
            ),
            14,
            "`z` is the default, and the enum excludes it",
        ),
        (
            table(
                """
                - name: a
                  logicalType: string
                  examples: [x, z]
                  quality:
                    - {metric: invalidValues, arguments: {validValues: [x, y]}, mustBe: 0}
                """
            ),
            11,
            "`z` is an example, and the enum excludes it",
        ),
        (
            table(
                """
                - name: a
                  logicalType: string
                  relationships:
                    - to: orders.b
                """
            ),
            12,
            "the table `orders` has no column `b`",
        ),
        (
            table("- {name: a, logicalType: date}")
            + "    relationships: [{from: [orders.a, orders.c], to: [x.a, x.b]}]\n",
            10,
            "the table `orders` has no column `c`",
        ),
        (
            table(
                "- {name: a, logicalType: date}",
                "slaProperties: [{property: latency, value: 1, element: orders.b}]",
            ),
            10,
            "the table `orders` has no column `b`",
        ),
        (
            table(
                """
                - name: a
                  logicalType: object
                  logicalTypeOptions: {required: [zp]}
                  properties: [{name: zip, logicalType: string}]
                """
            ),
            11,
            "`zp` is required, and no property describes it",
        ),
        (
            table("- {name: a, logicalType: date}")
            + "    quality:\n"
            + "      - {metric: duplicateValues, arguments: {properties: [b]}, mustBe: 0}\n",
            11,
            "`b`",
        ),
    ],
)
def test_mistakes_in_odcs_are_shown_at_their_place(
    tmp_path: Path, text: str, line: int, message: str
) -> None:
    file = tmp_path / "contract.odcs.yaml"
    file.write_text(text)
    problem = only_problem(file)
    assert message in problem["message"]
    assert problem["line"] == line


TWO_TABLES = f"""{HEAD}schema:
  - name: orders
    id: orders_tbl
    properties:
      - {{name: a, id: a_col, logicalType: string}}
      - {{name: b, logicalType: string}}
    relationships:
      - RELATIONSHIP
  - name: lines
    id: lines_tbl
    properties: [{{name: c, id: c_col, logicalType: string}}]
"""


@pytest.mark.parametrize(
    ("relationship", "message", "suggestion"),
    [
        ("{from: orders.a, to: lines.cc}", "the table `lines` has no column `cc`", "c"),
        ("{from: orders.bb, to: lines.c}", "the table `orders` has no column `bb`", "b"),
        ("{from: orders.a, to: line.c}", "there is no table `line`", "lines.c"),
        ("{from: [orders.a, orders.x], to: [lines.c, lines.c]}", "has no column `x`", None),
        ("{from: [orders.a, orders.b], to: [lines.c]}", "`from` has 2 columns", None),
        (
            "{from: schema/orders_tbl/properties/a_col, to: schema/lines_tbl/properties/d_col}",
            "nothing has these identifiers",
            "schema/lines_tbl/properties/c_col",
        ),
    ],
)
def test_relationships_of_tables_that_lead_nowhere(
    tmp_path: Path, relationship: str, message: str, suggestion: str | None
) -> None:
    file = tmp_path / "contract.odcs.yaml"
    file.write_text(TWO_TABLES.replace("RELATIONSHIP", relationship))
    problem = only_problem(file)
    assert message in problem["message"]
    assert problem["suggestion"] == suggestion
    assert problem["line"] == 13


@pytest.mark.parametrize(
    "relationship",
    [
        "{from: orders.a, to: lines.c}",
        "{from: orders.a, to: elsewhere.c}",
        "{from: schema/orders_tbl/properties/a_col, to: schema/lines_tbl/properties/c_col}",
        "{from: orders.a, to: customers.yaml#/schema/customers_tbl/properties/id}",
    ],
)
def test_relationships_that_lead_somewhere_are_valid(tmp_path: Path, relationship: str) -> None:
    file = tmp_path / "contract.odcs.yaml"
    file.write_text(TWO_TABLES.replace("RELATIONSHIP", relationship))
    assert report(file)["valid"]


DATACONTRACT_TYPO = """\
dataContractSpecification: 1.2.1
id: orders
info: {title: Orders, version: 1.0.0}
models:
  orders:
    fields:
      a: {type: string, requird: true}
"""
SCHEMA_TYPO = """\
{"title": "orders.v1", "type": "object",
 "properties": {"a": {"type": "string"}}, "requird": ["a"]}
"""


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("a.odcs.yaml", table("- {name: a, logicalType: date, requird: true}"), 9),
        ("a.yaml", DATACONTRACT_TYPO, 7),
        ("a.v1.json", SCHEMA_TYPO, 2),
    ],
)
def test_a_misspelt_word_is_an_error_with_what_was_meant(
    tmp_path: Path, name: str, text: str, line: int
) -> None:
    file = tmp_path / name
    file.write_text(text)
    problem = only_problem(file)
    assert (problem["suggestion"], problem["line"]) == ("required", line)
    assert run(file).exit_code == 1


def test_each_table_of_a_contract_is_judged(tmp_path: Path) -> None:
    file = tmp_path / "contract.odcs.yaml"
    second = "  - name: lines\n    properties: [{name: a, logicalType: dat}]\n"
    file.write_text(table("- {name: a, logicalType: dte}") + second)
    [judged] = report(file)["files"]
    assert [one["line"] for one in judged["problems"]] == [9, 11]


@pytest.mark.parametrize(
    ("schema", "path", "message"),
    [
        ({"a": {"type": "string", "enum": ["x"], "default": "y"}}, "a.default", "excludes it"),
        ({"a": {"type": "string", "const": "x", "default": "y"}}, "a.default", "excludes it"),
        ({"a": {"type": "string", "enum": ["x"], "examples": ["y"]}}, "a.examples[0]", "excludes"),
        ({"a": {"type": "integer", "minimum": 2, "maximum": 1}}, "a.minimum", "nothing lies"),
        ({"a": {"type": "string", "minLenght": 2}}, "a.minLenght", "not understood"),
        ({"a": {"type": "string", "deprecated": "no"}}, "a.deprecated", "must be true or false"),
    ],
)
def test_mistakes_in_json_schemas(
    tmp_path: Path, schema: dict[str, Any], path: str, message: str
) -> None:
    file = tmp_path / "orders.v1.json"
    file.write_text(json.dumps({"title": "orders.v1", "type": "object", "properties": schema}))
    problem = only_problem(file)
    assert message in problem["message"]
    assert problem["path"] == f"properties.{path}"


AVRO = DOCUMENTS / "avro"
PROTOBUF = DOCUMENTS / "protobuf"


class TestAvroAndProtobuf:
    def test_they_are_found_in_a_folder_by_content_and_ending(self, tmp_path: Path) -> None:
        page = (AVRO / "page-viewed.avsc").read_text()
        for name in ("page.avsc", "page.json"):
            (tmp_path / name).write_text(page)
        for file in PROTOBUF.iterdir():
            (tmp_path / file.name).write_text(file.read_text())
        result = report(tmp_path)
        assert result["valid"], result
        judged = {Path(one["file"]).name: one["format"] for one in result["files"]}
        assert judged == {
            "page.avsc": "avro",
            "page.json": "avro",
            "page_viewed.proto": "protobuf",
            "payment_authorised.proto": "protobuf",
            "stock_level.proto": "protobuf",
            "visitor.proto": "protobuf",
        }

    def test_the_documents_of_avro_are_valid(self) -> None:
        assert report(AVRO)["valid"]

    def test_mistakes_are_shown_at_their_place(self, tmp_path: Path) -> None:
        avro, proto = tmp_path / "a.avsc", tmp_path / "b.proto"
        avro.write_text(
            (AVRO / "page-viewed.avsc")
            .read_text()
            .replace('"url", "type": "string"', '"url", "type": "strin"')
        )
        text = (PROTOBUF / "visitor.proto").read_text()
        proto.write_text(text.replace("string cookie", "strin cookie"))
        found = {one["format"]: one["problems"] for one in report(tmp_path)["files"]}
        assert [(one["line"], one["suggestion"]) for one in found["avro"]] == [(8, "string")]
        assert [(one["line"], one["suggestion"]) for one in found["protobuf"]] == [(7, "string")]
        sarif = json.loads(run("--sarif", tmp_path).stdout)["runs"][0]["results"]
        assert len(sarif) == 2

    def test_names_that_differ_in_case_alone_are_one_column(self, tmp_path: Path) -> None:
        file = tmp_path / "a.avsc"
        fields = [{"name": name, "type": "int"} for name in ("a", "A")]
        file.write_text(json.dumps({"type": "record", "name": "R", "fields": fields}))
        assert "two columns named `A`" in only_problem(file)["message"]

    def test_without_protoc_a_proto_file_is_not_valid(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "a.proto").write_text((PROTOBUF / "visitor.proto").read_text())
        (tmp_path / "b.avsc").write_text((AVRO / "page-viewed.avsc").read_text())
        monkeypatch.setitem(sys.modules, "grpc_tools", None)
        found = {one["format"]: one for one in report(tmp_path)["files"]}
        assert found["avro"]["valid"]
        assert "mesh-assets[schemas]" in found["protobuf"]["problems"][0]["message"]


def test_sarif_names_file_line_and_column(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my contracts").mkdir()
    file = tmp_path / "my contracts" / "a.odcs.yaml"
    file.write_text(table("- {name: a, logicalType: dat}"))
    monkeypatch.chdir(tmp_path)
    result = run("--sarif", "my contracts")
    log = json.loads(result.stdout)
    assert result.exit_code == 1
    assert log["version"] == "2.1.0"
    [only] = log["runs"]
    [rule] = only["tool"]["driver"]["rules"]
    [found] = only["results"]
    assert found["ruleId"] == rule["id"]
    assert found["level"] == "error"
    assert "Did you mean `date`?" in found["message"]["text"]
    [location] = found["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "my%20contracts/a.odcs.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 9, "startColumn": 19},
    }


NATURAL = {"type": "integer", "minimum": 1}
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {"items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "message": {"required": ["text"], "properties": {"text": {"type": "string"}}},
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "tool": {"required": ["driver"], "properties": {"driver": {"required": ["name"]}}},
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"items": {"$ref": "#/$defs/result"}},
            },
        },
        "result": {
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": {"enum": ["none", "note", "warning", "error"]},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"items": {"$ref": "#/$defs/location"}},
            },
            "unevaluatedProperties": False,
        },
        "location": {
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "properties": {
                                "uri": {"type": "string", "format": "uri-reference"},
                                "uriBaseId": {"type": "string"},
                            },
                            "unevaluatedProperties": False,
                        },
                        "region": {
                            "properties": {
                                "startLine": NATURAL,
                                "startColumn": NATURAL,
                                "endLine": NATURAL,
                                "endColumn": NATURAL,
                            },
                            "unevaluatedProperties": False,
                        },
                    },
                    "unevaluatedProperties": False,
                }
            },
            "unevaluatedProperties": False,
        },
    },
}
"""What SARIF 2.1.0 demands of the parts that are written (sections 3.13 to 3.30)."""


def test_sarif_has_the_shape_of_its_standard(tmp_path: Path) -> None:
    (tmp_path / "broken é.yaml").write_text("apiVersion: [")
    (tmp_path / "bad.odcs.yaml").write_text(table("- {name: a, logicalType: dat, requird: 1}"))
    (tmp_path / "bad.json").write_text('{"type": "object", "properties": {"a": {"minLenght": 1}}}')
    log = json.loads(run("--sarif", tmp_path).stdout)
    jsonschema_rs.validator_for(SARIF, validate_formats=True).validate(log)
    assert len(log["runs"][0]["results"]) >= 4
    assert json.dumps(log).count("broken%20%C3%A9.yaml") == 1


def test_sarif_without_problems_has_no_results(tmp_path: Path) -> None:
    result = run("--sarif", SEED / "customer_orders_contract_v2.yaml")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["runs"][0]["results"] == []


def wide(columns: int, kind: str = "integer") -> dict[str, Any]:
    """A contract of one table, of about 170 bytes a column."""
    fields = {
        f"column_{index}": {
            "type": kind,
            "description": f"What the owner of the table says of its column number {index}.",
            "required": True,
            "minimum": 0,
            "maximum": index,
        }
        for index in range(columns)
    }
    return {
        "dataContractSpecification": "1.2.1",
        "id": "wide",
        "info": {"title": "Wide", "version": "1.0.0"},
        "models": {"wide": {"fields": fields}},
    }


def seconds(file: Path) -> float:
    begin = time.perf_counter()
    run(file)
    return time.perf_counter() - begin


@pytest.mark.parametrize("kind", ["integer", "intger"])
@pytest.mark.parametrize("form", ["datacontract", "odcs"])
def test_a_contract_of_200_kb_takes_seconds_with_and_without_problems(
    tmp_path: Path, form: str, kind: str
) -> None:
    content = wide(1200, kind)
    file = tmp_path / "wide.yaml"
    file.write_text(write_yaml(content if form == "datacontract" else to_odcs(content)))
    assert file.stat().st_size > 200_000
    assert seconds(file) < 10


def test_a_thousand_contracts_take_seconds(tmp_path: Path) -> None:
    names = ["library-loans.yaml", "clinic-visits.yaml"]
    texts = [(DOCUMENTS / name).read_text() for name in names]
    for index in range(1000):
        text = texts[index % 2].replace("circulation", f"circulation_{index}")
        (tmp_path / f"{index}.yaml").write_text(text)
    begin = time.perf_counter()
    judged = report(tmp_path)
    assert len(judged["files"]) == 1000
    assert judged["valid"]
    assert time.perf_counter() - begin < 60
