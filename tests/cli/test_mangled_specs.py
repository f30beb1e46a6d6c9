"""Whatever is written into a spec, checking it ends in problems and never in a trace."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mesh_assets.documents.core_schema import CoreLoader
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.pipeline.validation.examination import problems_of
from mesh_assets.product.mesh import load_product
from mesh_assets.settings import PROJECT, Settings

PRODUCT = PROJECT / "mesh_assets" / "domains" / "orders" / "customer_orders"
SPEC = yaml.load((PRODUCT / "product.yaml").read_text(), CoreLoader)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(
        [
            "files://",
            "product://a/b",
            "..",
            "/",
            "1h",
            "9" * 400,
            "9" * 400 + "/a",
            "\0/a",
            "0 0 * * *",
        ]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def paths(data, path=()):
    yield path
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from paths(value, (*path, key))


def replaced(data, path, value):
    if not path:
        return value
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[path[0]] = replaced(copy[path[0]], path[1:], value)
    return copy


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("mesh") / "domains" / "orders" / "customer_orders"
    folder.mkdir(parents=True)
    (folder.parent / "domain.yaml").write_text("name: orders\nowner: orders@company.com\n")
    for name in ("contract.odcs.yaml", "orders.v2.json", "soda.yml"):
        (folder / name).write_bytes((PRODUCT / name).read_bytes())
    return folder


@settings(max_examples=200, deadline=None)
@given(path=st.sampled_from(sorted(paths(SPEC), key=str)), value=VALUES)
def test_any_value_anywhere_is_right_or_a_located_problem(folder, path, value):
    file = folder / "product.yaml"
    text = json.dumps(replaced(SPEC, path, value), indent=1).replace("NaN", ".nan")
    file.write_text(text.replace("Infinity", ".inf"))
    problems = problems_of([folder], of_mesh(folder))

    lines = file.read_text().split("\n")
    mine = [problem for problem in problems if problem.file == file]
    assert all(1 <= problem.line <= len(lines) and problem.message for problem in mine)
    assert refusals(file) <= set(problems)


@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 1000), cut=st.integers(0, 3), put=st.text(max_size=3))
def test_any_edit_of_the_text_is_right_or_a_located_problem(folder, at, cut, put):
    file = folder / "product.yaml"
    text = (PRODUCT / "product.yaml").read_text()
    edited = text[:at] + put + text[at + cut :]
    file.write_bytes(edited.encode(errors="surrogatepass"))

    assert refusals(file) <= set(problems_of([folder], of_mesh(folder)))


def of_mesh(folder: Path) -> Settings:
    mesh = folder.parent.parent.parent
    return Settings(mesh, mesh / "domains", mesh / "dbt", "sqlite://", mesh, "100MB", 1)


def refusals(file: Path) -> set[Problem]:
    try:
        load_product(file)
    except DocumentError as error:
        return set(error.problems)
    return set()
