"""Loading a contract, whatever it is written in and however broken it is."""

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.settings import PROJECT

CUSTOMER_ORDERS = PROJECT / "mesh_assets" / "domains" / "orders" / "customer_orders"

ODCS = """\
apiVersion: v3.1.0
kind: DataContract
id: orders
version: 1.0.0
status: active
schema:
  - name: orders
    properties:
      - {name: currency, logicalType: string, required: true}
"""
SAME_ODCS = """\
# The same, in another order and layout.
status: active
version: "1.0.0"
id: orders
kind: DataContract
apiVersion: v3.1.0
schema:
  - properties: [{required: true, logicalType: string, name: currency, unique: null}]

    name: orders
"""


def load(file: Path, text: str) -> Contract:
    file.write_text(text)
    return load_contract(file)


def test_the_digest_is_of_the_content_alone(tmp_path: Path) -> None:
    first = load(tmp_path / "a.yaml", ODCS)
    assert first.digest == load(tmp_path / "b.yaml", SAME_ODCS).digest
    assert len(first.digest) == 64
    assert int(first.digest, 16) > 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1.0.0", "version: 1.0.1"),
        ("required: true", "required: false"),
        ("logicalType: string", "logicalType: string, description: ISO 4217"),
        ("name: currency", "name: curency"),
    ],
)
def test_the_digest_changes_with_the_content(tmp_path: Path, before: str, after: str) -> None:
    changed = ODCS.replace(before, after)
    assert changed != ODCS
    digests = {load(tmp_path / "a.yaml", text).digest for text in (ODCS, changed)}
    assert len(digests) == 2


def test_in_json_schema_null_is_content(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    absent: dict[str, Any] = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    null = deepcopy(absent)
    null["properties"]["a"]["const"] = None
    assert load(file, json.dumps(absent)).digest != load(file, json.dumps(null)).digest
    assert load(file, json.dumps(absent)).digest == load(file, json.dumps(absent, indent=2)).digest


def test_a_file_that_has_not_changed_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    first = load(file, ODCS)
    assert load_contract(file) is first
    os.utime(file)
    assert load_contract(file) is first


def test_a_change_is_seen_that_leaves_size_and_time_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    first = load(file, ODCS)
    written = file.stat()
    changed = ODCS.replace("currency", "country_")
    assert len(changed) == len(ODCS)
    file.write_text(changed)
    os.utime(file, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert load_contract(file).columns[0].name == "country_"
    assert load(file, ODCS) == first


def test_a_mistake_is_told_again_until_it_is_mended(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for _ in range(2):
        with pytest.raises(DocumentError, match="did you mean `required`"):
            load(file, ODCS.replace("required", "requird"))
    assert load(file, ODCS).rules


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.yaml", "dataProductSpecification: 0.0.1\n", "no contract that can be read"),
        ("a.yaml", "dataContractSpecification: 0.9.3\n", "add `models`"),
        ("a.yaml", "- a\n", "no contract that can be read"),
        ("a.json", "true", "no contract that can be read"),
        ("a.json", "{", "is not JSON"),
        ("a.yaml", "apiVersion: [", "is not YAML"),
        ("a.yaml", "", "the file is empty"),
    ],
)
def test_what_is_no_contract_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        load(tmp_path / name, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"nowhere\.yaml.*the file does not exist"):
        load_contract(tmp_path / "nowhere.yaml")


def test_the_format_is_told_by_the_content_and_not_by_the_name(tmp_path: Path) -> None:
    as_json = json.dumps(yaml.safe_load(ODCS))
    assert load(tmp_path / "a.json", as_json).columns == load(tmp_path / "a.yaml", ODCS).columns
    schema = "type: object\nproperties: {a: {type: string}}\n"
    assert load(tmp_path / "b.yaml", schema).columns[0].name == "a"


DOCUMENTS: dict[str, Any] = {
    "contract.odcs.yaml": yaml.safe_load((CUSTOMER_ORDERS / "contract.odcs.yaml").read_text()),
    "orders.v2.json": json.loads((CUSTOMER_ORDERS / "orders.v2.json").read_text()),
}
WORDS = ("name", "type", "string", "object", "required", "properties", "${table}", "(?=a)", "\0")
ODDITIES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([*WORDS, "", "a.b", "select 1", [], {}, [None], [[]], {"": {}}, 10**400]),
    st.text(max_size=5),
)


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, Any]:
    """A good contract in which one to three things were replaced, removed or renamed."""
    name = draw(st.sampled_from(sorted(DOCUMENTS)))
    document = deepcopy(DOCUMENTS[name])
    for _ in range(draw(st.integers(1, 3))):
        around: Any = document
        while True:
            keys = list(around) if isinstance(around, dict) else range(len(around))
            if not keys:
                break
            key = draw(st.sampled_from(list(keys)))
            inside = around[key]
            if isinstance(inside, dict | list) and inside and draw(st.integers(0, 3)):
                around = inside
                continue
            match draw(st.sampled_from(["replace", "remove", "rename"])):
                case "rename" if isinstance(around, dict):
                    around[draw(st.sampled_from(WORDS))] = around.pop(key)
                case "remove":
                    del around[key]
                case _:
                    # What is drawn may be shared between examples, and must not be changed by one.
                    around[key] = deepcopy(draw(ODDITIES))
            break
    return name, document


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(mangled())
def test_a_mangled_contract_is_a_contract_or_a_located_problem(
    tmp_path: Path, contract: tuple[str, Any]
) -> None:
    name, document = contract
    problems: tuple[Problem, ...] = ()
    loaded = None
    try:
        loaded = load(tmp_path / name, json.dumps(document))
    except DocumentError as error:
        problems = error.problems
    assert all(one.line >= 1 and one.message for one in problems)
    assert problems or (loaded is not None and loaded.columns and loaded.rules)
