"""`mesh contract export`."""

import json
from pathlib import Path

import fastavro
import pytest
import yaml
from click.testing import CliRunner

from mesh_assets.cli.contract_export import FORMATS, PROTOBUF, export
from mesh_assets.errors import MeshError
from mesh_assets.settings import PROJECT

CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: urn:datacontract:shop:baskets
version: 1.0.0
status: active
schema:
  - name: baskets
    properties:
      - {name: basket_id, logicalType: string, primaryKey: true}
      - {name: size, logicalType: integer, logicalTypeOptions: {minimum: 1}}
"""

PRODUCT = """\
name: baskets
domain: shop
owner: shop@example.com
version: "1.0.0"
description: Baskets.
slo: {freshness: 1h}
input_ports:
  - {name: baskets, source: files://landing/shop/baskets, format: ndjson, contract: baskets.json}
output_ports:
  - {type: sql, format: Iceberg table}
contract: contract.odcs.yaml
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a product in a mesh of its own."""
    folder = tmp_path / "domains" / "shop" / "baskets"
    folder.mkdir(parents=True)
    (folder / "product.yaml").write_text(PRODUCT)
    (folder / "contract.odcs.yaml").write_text(CONTRACT)
    (folder.parent / "domain.yaml").write_text(
        (PROJECT / "mesh_assets" / "domains" / "orders" / "domain.yaml")
        .read_text()
        .replace("orders", "shop")
    )
    monkeypatch.setenv("MESH_DOMAINS", str(tmp_path / "domains"))
    monkeypatch.setenv("MESH_HOME", str(tmp_path / "home"))
    return folder


def run(*arguments: object):
    return CliRunner().invoke(export, [str(one) for one in arguments], catch_exceptions=False)


@pytest.mark.parametrize("form", [*FORMATS, PROTOBUF])
def test_every_format_is_written_for_a_product(folder: Path, form: str) -> None:
    ended = run("shop/baskets", "--to", form)
    assert ended.exit_code == 0
    assert "basket_id" in ended.stdout


def test_what_was_left_out_is_printed_beside_the_export(folder: Path) -> None:
    ended = run("shop/baskets", "--to", "avro")
    assert fastavro.parse_schema(json.loads(ended.stdout))["name"] == "Baskets"
    assert "left out, because avro cannot carry it:" in ended.stderr
    assert "  rule `size.minimum`: Avro has no word for it\n" in ended.stderr


def test_the_canonical_document_leaves_nothing_out(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.yaml"
    ended = run("shop/baskets", "--to", "odcs", "--out", out)
    assert (ended.stdout, ended.stderr) == ("", "")
    assert yaml.safe_load(out.read_text()) == yaml.safe_load(CONTRACT)


def test_field_numbers_stay_what_the_first_export_made_them(folder: Path) -> None:
    first = run("shop/baskets", "--to", "protobuf")
    kept = folder / "contract.field-numbers.json"
    assert f"field numbers are kept in {kept}: commit it" in first.stderr
    properties = "      - {name: added, logicalType: string}\n      - {name: basket_id"
    changed = CONTRACT.replace("      - {name: basket_id", properties)
    (folder / "contract.odcs.yaml").write_text(changed)
    second = run("shop/baskets", "--to", "protobuf")
    assert "string basket_id = 1" in second.stdout
    assert "optional int64 size = 2" in second.stdout
    assert "optional string added = 3" in second.stdout
    before = kept.read_text()
    third = run("shop/baskets", "--to", "protobuf")
    assert third.stdout == second.stdout
    assert kept.read_text() == before
    assert "commit it" not in third.stderr


def test_a_mistake_is_told_in_a_message(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(MeshError, match="baskets"):
        run("shop/basket", "--to", "avro")
    with pytest.raises(MeshError, match="cannot be written"):
        run("shop/baskets", "--to", "avro", "--out", tmp_path / "missing" / "file.avsc")
    unknown = run("shop/baskets", "--to", "avrro")
    assert unknown.exit_code == 2
    assert "avrro" in unknown.stderr


def test_a_product_without_a_contract_says_so(folder: Path) -> None:
    (folder / "product.yaml").write_text(PRODUCT.replace("contract: contract.odcs.yaml\n", ""))
    with pytest.raises(MeshError, match="names no contract"):
        run("shop/baskets", "--to", "avro")
