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
UPLOAD = "github/codeql-action/upload-sarif"
STEPS = [step for job in WORKFLOW["jobs"].values() for step in job["steps"]]


def commands(program):
    found = [shlex.split(step["run"].partition(" > ")[0]) for step in STEPS if "run" in step]
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


def test_the_problems_of_contracts_are_shown_in_the_review_even_if_they_fail_it():
    steps = WORKFLOW["jobs"]["validate"]["steps"]
    [written] = [step["run"].partition(" > ")[2] for step in steps if " > " in step.get("run", "")]
    [upload] = [step for step in steps if step.get("uses", "").startswith(UPLOAD)]
    assert upload["with"]["sarif_file"] == written
    assert "!cancelled()" in upload["if"]


def test_actions_are_pinned_by_version():
    actions = [step["uses"] for step in STEPS if "uses" in step]
    known = rf"(actions/[\w-]+|{UPLOAD})@v\d+\.\d+\.\d+"
    assert all(re.fullmatch(known, action) for action in actions)


def test_jobs_may_only_read_except_that_one_shows_problems():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    more = {
        name: job["permissions"] for name, job in WORKFLOW["jobs"].items() if "permissions" in job
    }
    assert more == {"validate": {"contents": "read", "security-events": "write"}}


def test_no_step_has_a_pull_requests_words_in_its_script():
    assert not any("${{" in step.get("run", "") for step in STEPS)
