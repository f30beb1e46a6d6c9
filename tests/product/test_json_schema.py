"""The JSON Schemas: complete, up to date, and of one mind with the loader."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from mesh_assets.documents.core_schema import CoreLoader
from mesh_assets.documents.document import read_document
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.consumer import ConsumerContract
from mesh_assets.product.domain import DomainDeclaration
from mesh_assets.product.json_schema import KINDS, json_schema
from mesh_assets.product.product import DataProduct
from mesh_assets.settings import PROJECT

SEED = Path(__file__).parent / "seed" / "data-product-spec.yaml"
REQUIRED = "name: a\ndomain: b\nowner: c@d.ef\nversion: 1.0.0\n"
FILES = "source: files://landing/a, contract: a.json"


def validator(kind: str) -> jsonschema.Draft202012Validator:
    schema = json_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def loads(folder: Path, text: str, model: type = DataProduct) -> bool:
    file = folder / "spec.yaml"
    file.write_text(text)
    try:
        parse_model(read_document(file), model)
    except DocumentError:
        return False
    return True


def accepts(folder: Path, text: str, kind: str = "product") -> bool:
    file = folder / "spec.yaml"
    file.write_text(text)
    return validator(kind).is_valid(read_document(file).data)


@pytest.mark.parametrize("kind", KINDS)
def test_the_files_for_editors_are_up_to_date(kind):
    file = PROJECT / "docs" / "schema" / f"{kind}.schema.json"

    assert json.loads(file.read_text()) == json_schema(kind), (
        f"run: mesh schema {kind} > {file.relative_to(PROJECT)}"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described_for_the_editors_hover(kind):
    schema = json_schema(kind)
    objects = {schema["title"]: schema, **schema.get("$defs", {})}
    undescribed = [
        f"{name}.{key}"
        for name, each in objects.items()
        for key, described in each["properties"].items()
        if not described.get("description")
    ]

    assert sum(len(each["properties"]) for each in objects.values()) > 8
    assert undescribed == []


@pytest.mark.parametrize(
    "text",
    [
        SEED.read_text(),
        REQUIRED,
        REQUIRED + "slo: {freshness: 1h30m, completeness: 99.9%}",
        REQUIRED + "partitions: {by: t, every: day, start: 2026-01-01, zone: Europe/Berlin}",
        REQUIRED
        + "partitions: {by: t, every: day, start: 2026-01-01}\n"
        + f"input_ports: [{{{FILES}, format: csv, refresh: hourly, lateness: 3d}}]",
        REQUIRED + "input_ports: [{source: product://a/b}, {source: a.c words, refresh: at will}]",
        REQUIRED + "input_ports: [{source: product://a/b, refresh: '0 * * * *'}]",
        REQUIRED + "output_ports: [{type: sql}, {type: api, endpoint: 'https://a.b/c'}]",
        REQUIRED + "quality_checks: [{tool: dbt, run: 0 4 * * MON}, {tool: volume}]",
        REQUIRED + "contract: ../shared/contract.yaml",
        REQUIRED.replace("1.0.0", "1.0.0-rc.1+5"),
    ],
)
def test_what_the_loader_accepts_the_schema_accepts(tmp_path, text):
    assert loads(tmp_path, text)
    assert accepts(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "name: a",
        REQUIRED.replace("name: a", "name: A_b"),
        REQUIRED.replace("c@d.ef", "c"),
        REQUIRED.replace("1.0.0", "1.0"),
        REQUIRED + "lifecycle: active",
        REQUIRED + "slo:",
        REQUIRED + "slo: {freshness: }",
        REQUIRED + "partitions:",
        REQUIRED + "input_ports: [{source: a, refresh: }]",
        REQUIRED + "input_ports: [{source: product://a/b, format: }]",
        REQUIRED + "slo: {freshness: 60}",
        REQUIRED + "slo: {freshness: 1 hour}",
        REQUIRED + "slo: {completeness: 0.999}",
        REQUIRED + "slo: {completeness: 100.1%}",
        REQUIRED + "partitions: {by: t, every: year, start: 2026-01-01}",
        REQUIRED + "partitions: {by: t, every: day, start: 2026}",
        REQUIRED + "partitions: {by: t, every: day}",
        REQUIRED + f"input_ports: [{{{FILES}}}]",
        REQUIRED + f"input_ports: [{{{FILES}, format: avro}}]",
        REQUIRED + "input_ports: [{source: files:///a, format: csv, contract: c}]",
        REQUIRED + "input_ports: [{source: s3://a/b}]",
        REQUIRED + "input_ports: [{source: product://a/b, contract: c}]",
        REQUIRED + "input_ports: [{name: a}]",
        REQUIRED + "output_ports: [{type: file}]",
        REQUIRED + "output_ports: [{type: sql, endpoint: 'https://a:b@c/d'}]",
        REQUIRED + "quality_checks: [{tool: soda}]",
        REQUIRED + "quality_checks: [{tool: great}]",
        REQUIRED + "quality_checks: [{tool: dbt, run: at will}]",
        REQUIRED + "catalog: {pii_columns: [1]}",
    ],
)
def test_what_the_schema_refuses_the_loader_refuses(tmp_path, text):
    assert not accepts(tmp_path, text)
    assert not loads(tmp_path, text)


@pytest.mark.parametrize(
    ("extra", "valid"),
    [
        ("", True),
        ("budget: {per_month: 12.5, currency: EUR}", True),
        ("budget: {per_month: '12.50', currency: EUR}", True),
        ("raci: [{decision: a, responsible: b, accountable: c, informed: [d, e]}]", True),
        ("roles: {steward: looks after it}", True),
        ("retention: behavioral", True),
        ("retention: forever", False),
        ("raci: [{decision: a, responsible: b, accountable: [c, d]}]", False),
        ("budget: {per_month: -1, currency: EUR}", False),
        ("roles: {steward: 3}", False),
    ],
)
def test_loader_and_schema_agree_on_domains(tmp_path, extra, valid):
    text = f"name: a\nowner: b@c.de\n{extra}"

    assert accepts(tmp_path, text, "domain") is valid
    assert loads(tmp_path, text, DomainDeclaration) is valid


CONSUMER = "name: a\nconsumer: b@c.de\nsource: product://d/e\nmajor: 1\npurpose: f\nfields: [g]\n"


@pytest.mark.parametrize(
    ("old", "new", "valid"),
    [
        ("", "", True),
        ("fields: [g]", "fields: [g, h.i, 'j[].k', 'l m']", True),
        ("purpose: f", "purpose: f\nlimitations: m\nproducts: [n]\nuntil: 2027-12-31", True),
        ("fields: [g]", "fields: []", False),
        ("fields: [g]", "fields: [g.]", False),
        ("fields: [g]", "fields: ['g[0]']", False),
        ("major: 1", "major: '1'", False),
        ("major: 1", "", False),
        ("product://d/e", "d/e", False),
        ("b@c.de", "b", False),
        ("purpose: f", "purpose: ''", False),
        ("purpose: f", "purpose: f\nuntil: 2027", False),
        ("purpose: f", "purpose: f\nproducts: [n/o]", False),
        ("purpose: f", "purpose: f\nlimits: p", False),
    ],
)
def test_loader_and_schema_agree_on_consumer_contracts(tmp_path, old, new, valid):
    text = CONSUMER.replace(old, new) if old else CONSUMER

    assert accepts(tmp_path, text, "consumer") is valid
    assert loads(tmp_path, text, ConsumerContract) is valid


def kind_of(file: Path) -> str:
    return "consumer" if file.parent.name == "consumers" else file.stem


def specs() -> list[Path]:
    domains = PROJECT / "mesh_assets" / "domains"
    consumers = [
        file for file in domains.glob("*/consumers/*.yaml") if "major:" in file.read_text()
    ]
    return sorted([*domains.glob("*/domain.yaml"), *domains.glob("*/*/product.yaml"), *consumers])


def test_the_repository_declares_products():
    assert {kind_of(file) for file in specs()} == set(KINDS)


@pytest.mark.parametrize("file", specs(), ids=lambda file: str(file.relative_to(PROJECT)))
def test_specs_name_their_schema_and_keep_it(file):
    first_line = file.read_text().split("\n", 1)[0]
    prefix = "# yaml-language-server: $schema="

    assert first_line.startswith(prefix)
    schema: Any = json.loads((file.parent / first_line.removeprefix(prefix)).resolve().read_text())
    assert schema == json_schema(kind_of(file))
    jsonschema.validate(yaml.load(file.read_text(), CoreLoader), schema)
