"""`mesh contract import`: a contract of datacontract.com, written in ODCS."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mesh_assets.cli.contract_import import import_contract
from mesh_assets.contract.formats.datacontract.writing import from_odcs
from mesh_assets.contract.loading import load_contract
from mesh_assets.documents.document import read_document
from mesh_assets.documents.writing import write_yaml
from mesh_assets.errors import MeshError

SEED = Path(__file__).parents[1] / "seed"
CONTRACT = SEED / "customer_orders_contract_v2.yaml"


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
    check = "        quality: [{type: custom, engine: soda, implementation: {type: x}}]\n"
    text = CONTRACT.read_text()
    file.write_text(text.replace("        pii: false\n", f"        pii: false\n{check}"))
    result = run(file, "--to", target)
    assert result.exit_code == 0
    assert "not judged here" in result.stderr
    assert from_odcs(read_document(target).data) == read_document(file).data


@pytest.mark.parametrize(
    ("file", "message"), [("orders.v2.json", "no contract of datacontract.com")]
)
def test_other_formats_are_refused(file: str, message: str) -> None:
    assert message in str(run(SEED / file).exception)


@pytest.mark.parametrize("text", ["1e3", "NO", "0o17", "12:30", "~", "2026-01-01", "1_000", ".5"])
def test_texts_stay_texts(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(write_yaml({text: text}))
    assert read_document(file).data == {text: text}
