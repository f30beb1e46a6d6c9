"""The `mesh` command itself: help without heavy imports, and errors without traces."""

import importlib
import inspect
import json
import subprocess
import sys

import pytest

from mesh_assets.cli.main import COMMANDS

HEAVY = [
    "dagster",
    "dbt",
    "duckdb",
    "pyarrow",
    "pydantic",
    "pyiceberg",
    "rich",
    "soda_core",
    "yaml",
]


def test_help_imports_nothing_heavy():
    program = (
        "import json, sys\n"
        "from mesh_assets.cli.main import mesh\n"
        "mesh(['--help'], standalone_mode=False)\n"
        "json.dump(sorted(sys.modules), sys.stderr)\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )

    assert all(f"\n  {name}" in run.stdout for name in COMMANDS)
    assert sorted(set(HEAVY) & set(json.loads(run.stderr))) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_of_a_command_what_the_command_says_of_itself(name):
    module = importlib.import_module(COMMANDS[name].module)
    command = getattr(module, name.replace("-", "_"))

    assert command.name == name
    assert inspect.cleandoc(command.help).split("\n")[0] == COMMANDS[name].summary


def test_a_misspelt_command_gets_a_suggestion(mesh):
    ended = mesh("validte")

    assert ended.status == 2
    assert "There is no command `validte`. Did you mean `mesh validate`?" in ended.err


def test_a_users_mistake_ends_with_its_message(mesh, monkeypatch, tmp_path):
    monkeypatch.setenv("MESH_DOMAINS", str(tmp_path / "absent"))
    ended = mesh("validate")

    assert ended.status == 1
    assert ended.err.startswith("mesh: ")
    assert "Traceback" not in ended.err
