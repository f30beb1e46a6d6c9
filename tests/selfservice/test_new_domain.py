"""A new domain: declared, loadable, and listed among the code locations."""

import os
import shutil
import subprocess
import sys

import pytest
import yaml

from mesh_assets.product.mesh import load_domain
from mesh_assets.selfservice.names import AlreadyThere, BadName
from mesh_assets.selfservice.new_domain import create_domain
from mesh_assets.selfservice.workspace import (
    WorkspaceNotUnderstood,
    read_workspace,
    with_location,
)
from mesh_assets.settings import PROJECT

OWNER = "returns@company.com"


def test_a_new_domain_is_valid_and_has_an_owner(lab):
    created = create_domain(lab.settings, "customer-returns", OWNER)
    folder = lab.settings.domains / "customer_returns"

    assert created.declaration == folder / "domain.yaml"
    assert lab.problems() == []
    declaration = load_domain(folder).declaration
    assert (declaration.name, declaration.owner) == ("customer-returns", OWNER)
    assert declaration.roles
    assert declaration.raci
    assert declaration.retention == "behavioral"
    assert not (lab.settings.dbt_project / "models").exists()


@pytest.mark.parametrize(
    ("name", "owner", "words"),
    [
        ("Customer Returns", OWNER, "did you mean `customer-returns`?"),
        ("customer_returns", OWNER, "did you mean `customer-returns`?"),
        ("../orders", OWNER, "did you mean `orders`?"),
        ("7", OWNER, "lower case"),
        ("returns", "somebody", "e-mail address"),
    ],
)
def test_bad_names_and_owners_are_refused(lab, name, owner, words):
    with pytest.raises(BadName) as refused:
        create_domain(lab.settings, name, owner)
    assert words in str(refused.value)
    assert [each.name for each in lab.settings.domains.iterdir()] == ["field_lab"]


def test_an_existing_domain_stays_as_it_is(lab):
    file = lab.settings.domains / "field_lab" / "domain.yaml"
    before = file.read_bytes()
    with pytest.raises(AlreadyThere, match="field_lab"):
        create_domain(lab.settings, "field-lab", OWNER)
    assert file.read_bytes() == before


def test_the_workspace_keeps_every_other_byte():
    text = (PROJECT / "workspace.yaml").read_text()
    extended = with_location(text, "mesh_assets.domains.returns", "returns")

    assert extended.startswith(text)
    locations = yaml.safe_load(extended)["load_from"]
    before = yaml.safe_load(text)["load_from"]
    assert locations[:-1] == before
    assert locations[-1] == {
        "python_module": {
            **before[0]["python_module"],
            "module_name": "mesh_assets.domains.returns",
            "location_name": "returns",
        }
    }
    assert with_location(text.rstrip("\n"), "a.b", "b").startswith(text)
    assert yaml.safe_load(with_location("load_from:\n", "a.b", "b"))["load_from"]


@pytest.mark.parametrize("text", ["load_from: []\n", "load_from:\n  - a: b\nmore: 1\n", "x: [\n"])
def test_a_workspace_that_ends_otherwise_is_left_to_people(text):
    with pytest.raises(WorkspaceNotUnderstood, match="by hand"):
        with_location(text, "a.b", "b")


def test_a_workspace_that_is_not_there_is_named(tmp_path):
    with pytest.raises(WorkspaceNotUnderstood, match=r"workspace\.yaml is not there.*restore it"):
        read_workspace(tmp_path / "workspace.yaml")


def test_in_the_project_itself_the_code_location_loads(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PROJECT / "mesh_assets", tmp_path / "mesh_assets", ignore=ignored)
    shutil.copytree(PROJECT / "dbt_project", tmp_path / "dbt_project", ignore=ignored)
    shutil.copy(PROJECT / "workspace.yaml", tmp_path)
    settings = {name: value for name, value in os.environ.items() if not name.startswith("MESH_")}
    environment = {**settings, "PYTHONPATH": str(tmp_path), "MESH_HOME": str(tmp_path / "home")}

    def run(*arguments):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        ).stdout

    printed = run("-m", "mesh_assets.cli.main", "new", "domain", "returns", "--owner", OWNER)
    assert "mesh_assets/domains/returns/domain.yaml: say what the domain is about" in printed
    assert "workspace.yaml: has the code location mesh_assets.domains.returns now" in printed
    locations = yaml.safe_load((tmp_path / "workspace.yaml").read_text())["load_from"]
    module = locations[-1]["python_module"]["module_name"]
    loaded = run("-c", f"import {module} as location; print(type(location.defs).__name__)")
    assert loaded.strip() == "Definitions"
