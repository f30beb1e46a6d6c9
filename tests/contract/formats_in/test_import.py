"""`mesh contract import`: a contract of another format, or a data file, written in ODCS."""

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import jsonschema_rs
import pytest
from click.testing import CliRunner, Result
from generated_contracts import CONTRACTS
from hypothesis import HealthCheck, given, settings
from imported import imported, rules

from mesh_assets.cli.contract_import import import_contract
from mesh_assets.cli.contract_lint import lint
from mesh_assets.contract.export.json_schema import export_json_schema
from mesh_assets.contract.formats.datacontract.writing import from_odcs
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import LogicalType
from mesh_assets.documents.document import read_document
from mesh_assets.documents.writing import write_yaml
from mesh_assets.errors import MeshError

SEED = Path(__file__).parents[1] / "seed"
CONTRACT = SEED / "customer_orders_contract_v2.yaml"
DOCUMENTS = Path(__file__).parent / "documents"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_contract, [str(each) for each in arguments])


def test_the_written_file_is_a_contract_and_gives_the_source_back(tmp_path: Path) -> None:
    target = tmp_path / "contract.odcs.yaml"
    result = run(CONTRACT, "--to", target)
    assert result.exit_code == 0
    assert load_contract(target, table="customer_orders").version == "2.1.0"
    assert from_odcs(read_document(target).data) == read_document(CONTRACT).data


def test_it_is_printed_where_no_file_is_named(tmp_path: Path) -> None:
    printed = tmp_path / "printed.yaml"
    printed.write_text(run(CONTRACT).stdout)
    assert read_document(printed).data["kind"] == "DataContract"


def test_a_file_that_exists_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "contract.odcs.yaml"
    target.write_text("mine")
    result = run(CONTRACT, "--to", target)
    assert isinstance(result.exception, MeshError)
    assert "exists already" in str(result.exception)
    assert target.read_text() == "mine"


def test_a_misspelt_contract_is_not_written(tmp_path: Path) -> None:
    file, target = tmp_path / "a.yaml", tmp_path / "b.yaml"
    file.write_text(CONTRACT.read_text().replace("required", "requird"))
    result = run(file, "--to", target)
    assert "did you mean `required`" in str(result.exception)
    assert not target.exists()


def test_what_the_mesh_does_not_judge_is_written_and_named(tmp_path: Path) -> None:
    file, target = tmp_path / "a.yaml", tmp_path / "b.yaml"
    check = "        quality: [{query: 'select nothing from {model}', mustBe: 0}]\n"
    text = CONTRACT.read_text()
    file.write_text(text.replace("        pii: false\n", f"        pii: false\n{check}"))
    result = run(file, "--to", target)
    assert result.exit_code == 0
    assert "this query cannot be run" in result.stderr
    assert from_odcs(read_document(target).data) == read_document(file).data


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apiVersion: v3.1.0\nkind: DataContract\n", "written in ODCS already"),
        ('[{"id": 1}, {"id": 2}]', "records are data in a .ndjson file"),
        ("name: orders\ndomain: orders\n", "no contract of datacontract.com, JSON Schema"),
    ],
)
def test_what_is_no_other_contract_is_refused(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text)
    assert message in str(run(file).exception)


@pytest.mark.parametrize(
    ("file", "table"),
    [
        (SEED / "orders.v1.json", None),
        (SEED / "orders.v2.json", None),
        (DOCUMENTS / "avro" / "payment-authorised.avsc", None),
        (DOCUMENTS / "avro" / "inventory.avsc", "stock_level"),
        (DOCUMENTS / "protobuf" / "payment_authorised.proto", None),
        (DOCUMENTS / "protobuf" / "payment_authorised.proto", "card"),
    ],
    ids=lambda given: getattr(given, "stem", given),
)
def test_each_format_is_written_so_that_lint_accepts_it(
    file: Path, table: str | None, tmp_path: Path
) -> None:
    target = tmp_path / "contract.odcs.yaml"
    chosen = [] if table is None else ["--table", table]
    assert run(file, "--to", target, *chosen).exit_code == 0
    assert read_document(target).data["apiVersion"] == "v3.1.0"
    assert CliRunner().invoke(lint, [str(target)]).exit_code == 0


def test_what_avro_knows_better_is_named() -> None:
    result = run(DOCUMENTS / "avro" / "page-viewed.avsc")
    assert "column `extra`: its values are JSON, of which no shape is judged" in result.stderr


class TestJsonSchema:
    @pytest.fixture
    def back(self, tmp_path: Path) -> Callable[[dict], dict]:
        """Import a schema, and export it again."""

        def back(schema: dict) -> dict:
            file = tmp_path / "things.json"
            file.write_text(json.dumps(schema))
            exported = json.loads(export_json_schema(imported(file, tmp_path)).text)
            jsonschema_rs.meta.validate(exported)
            return exported

        return back

    @pytest.mark.parametrize("name", ["orders.v1.json", "orders.v2.json"])
    def test_the_seed_is_written_back_as_it_was(
        self, name: str, back: Callable[[dict], dict]
    ) -> None:
        schema = json.loads((SEED / name).read_text())
        assert back(schema) == {"$schema": schema.get("$schema"), **schema}

    @pytest.mark.parametrize("draft", ["2019-09", "2020-12"])
    def test_what_odcs_has_no_word_for_comes_back(
        self, draft: str, back: Callable[[dict], dict]
    ) -> None:
        schema = {
            "$schema": f"https://json-schema.org/draft/{draft}/schema",
            "$id": "https://company.com/things.v3.json",
            "title": "Things",
            "$comment": "Ours.",
            "type": "object",
            "additionalProperties": False,
            "required": ["a", "null_and_present"],
            "properties": {
                "a": {"type": "string", "format": "date-time", "examples": ["x"], "x-own": 1},
                "null_and_present": {"type": ["null", "integer"], "default": None},
                "absent_or_number": {"type": "number", "exclusiveMinimum": 0, "multipleOf": 0.5},
                "fixed": {"const": "x", "type": "string"},
                "choice": {"enum": ["x", None], "type": ["string", "null"]},
                "narrow": {"enum": ["x", "y"], "type": "string"},
                "anything": {},
                "list": {"type": "array"},
                "key": {"type": "object"},
                "at": {"type": "string", "format": "time"},
                "nested": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["b"],
                    "properties": {"b": {"type": "boolean", "deprecated": True}},
                },
                "rows": {
                    "type": "array",
                    "uniqueItems": True,
                    "items": {"type": "object", "properties": {"c": {"type": "string"}}},
                },
            },
        }
        assert back(schema) == schema

    def test_what_nobody_judges_by_the_document_is_named(self, tmp_path: Path) -> None:
        result = run(SEED / "orders.v2.json", "--to", tmp_path / "orders.odcs.yaml")
        assert "rule `additional_properties`: ODCS has no word for it; it is kept" in result.stderr

    def test_what_is_edited_in_odcs_is_edited_in_json_schema(self, tmp_path: Path) -> None:
        file = tmp_path / "things.json"
        properties = {"a": {"type": "string"}, "b": {"type": "string", "enum": ["x"]}}
        file.write_text(json.dumps({"title": "t", "type": "object", "properties": properties}))
        imported(file, tmp_path)
        written = tmp_path / "things.imported.odcs.yaml"
        document = read_document(written).data
        a, b = document["schema"][0]["properties"]
        a["logicalType"] = "integer"
        b["quality"][0]["arguments"]["validValues"].append("y")
        written.write_text(write_yaml(document))
        found = json.loads(export_json_schema(load_contract(written)).text)["properties"]
        assert found["a"]["type"] == ["integer", "null"]
        assert found["b"]["enum"][:2] == ["x", "y"]

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(schema=CONTRACTS)
    def test_rules_are_kept_through_odcs_and_back(self, schema: dict, tmp_path: Path) -> None:
        file, again = tmp_path / "things.json", tmp_path / "again.json"
        file.write_text(json.dumps({"title": "things.v1", **schema}))
        again.write_text(export_json_schema(imported(file, tmp_path)).text)
        source, back = load_contract(file), load_contract(again)
        assert back.columns == source.columns
        assert rules(back) == rules(source)


class TestData:
    @pytest.fixture
    def guessed(self, tmp_path: Path) -> Callable[[str], tuple[Path, Result]]:
        """Write the same rows to a file of any format, and guess its contract."""

        def guess(ending: str) -> tuple[Path, Result]:
            data, target = tmp_path / f"refunds{ending}", tmp_path / "refunds.odcs.yaml"
            rows = (
                "SELECT 'ref_' || i AS refund_id, i::DECIMAL(12, 2) AS amount, "
                "TIMESTAMPTZ '2026-01-01 00:00:00+00' + i * INTERVAL 1 HOUR AS refunded_at, "
                "'customer' || i || '@company.com' AS email FROM range(100) t(i)"
            )
            options = {".ndjson": "FORMAT json", ".csv": "FORMAT csv", ".parquet": "FORMAT parquet"}
            with duckdb.connect() as connection:
                connection.execute("SET TimeZone = 'UTC'")
                connection.execute(f"COPY ({rows}) TO '{data}' ({options[ending]})")
            return target, run(data, "--to", target)

        return guess

    @pytest.mark.parametrize("ending", [".ndjson", ".csv", ".parquet"])
    def test_a_contract_is_guessed(
        self, ending: str, guessed: Callable[[str], tuple[Path, Result]]
    ) -> None:
        target, result = guessed(ending)
        assert result.exception is None
        contract = load_contract(target)
        found = {column.name: column for column in contract.columns}
        assert contract.name == "refunds"
        assert found["refund_id"].type is LogicalType.STRING
        assert found["email"].is_personal
        assert found["refunded_at"].required
        assert rules(contract)["refund_id.unique"]
        assert read_document(target).data["status"] == "draft"
        assert CliRunner().invoke(lint, [str(target)]).exit_code == 0
        assert "please review: `refund_id` is taken for the primary key" in result.stderr
        assert "guessed to be personal: email" in result.stderr

    def test_typed_data_keep_their_types(
        self, guessed: Callable[[str], tuple[Path, Result]]
    ) -> None:
        target, _ = guessed(".parquet")
        amount = load_contract(target).column("amount")
        assert amount is not None
        assert (amount.type, amount.precision, amount.scale) == (LogicalType.DECIMAL, 12, 2)


@pytest.mark.parametrize("text", ["1e3", "NO", "0o17", "12:30", "~", "2026-01-01", "1_000", ".5"])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(write_yaml({text: text}))
    assert read_document(file).data == {text: text}
