"""The workflows for pull requests run commands that exist, and trust nothing they need not."""

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from mesh_assets.cli.main import mesh

REPOSITORY = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((REPOSITORY / ".github" / "workflows" / "contracts.yml").read_text())
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def commands(program):
    found = [shlex.split(step["run"]) for step in STEPS if "run" in step]
    return [words[1:] for words in found if words[0] == f".venv/bin/{program}"]


def test_a_pull_request_is_validated_compared_and_tested():
    # YAML 1.1 reads the key `on` as true.
    assert WORKFLOW[True] == ["pull_request"]
    assert list(WORKFLOW["jobs"]) == ["validate", "compatibility", "tests"]


@pytest.mark.parametrize("words", commands("mesh"), ids=" ".join)
def test_the_mesh_understands_its_commands(words):
    command, words = mesh, list(words)
    context = click.Context(mesh, info_name="mesh")
    while isinstance(command, click.Group):
        name, command, words = command.resolve_command(context, words)
        context = click.Context(command, info_name=name, parent=context)
    command.parse_args(context, words)


def test_the_tests_exist():
    [words] = commands("pytest")
    assert all((REPOSITORY / folder).is_dir() for folder in words)


def test_the_base_is_there_to_compare_with():
    [checkout, *_] = WORKFLOW["jobs"]["compatibility"]["steps"]
    assert checkout["with"]["fetch-depth"] == 0


def test_actions_are_pinned_by_version_and_may_only_read():
    actions = [step["uses"] for step in STEPS if "uses" in step]
    assert all(re.fullmatch(r"actions/[\w-]+@v\d+\.\d+\.\d+", action) for action in actions)
    assert WORKFLOW["permissions"] == {"contents": "read"}


def test_no_step_has_a_pull_requests_words_in_its_script():
    assert not any("${{" in step.get("run", "") for step in STEPS)
