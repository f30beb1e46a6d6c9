"""`dagster definitions validate` on the workspace, whole and with one domain broken."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from mesh_assets.settings import PROJECT

DOMAINS = PROJECT / "mesh_assets" / "domains"
BROKEN = "finance"

pytestmark = pytest.mark.slow


def validate(home, domains=DOMAINS):
    dagster_home = home / "dagster"
    dagster_home.mkdir(parents=True)
    environment = {
        "MESH_HOME": str(home),
        "MESH_DOMAINS": str(domains),
        "DAGSTER_HOME": str(dagster_home),
    }
    return subprocess.run(
        [Path(sys.executable).with_name("dagster"), "definitions", "validate"],
        env=os.environ | environment,
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def locations():
    workspace = yaml.safe_load((PROJECT / "workspace.yaml").read_text())
    return {entry["python_module"]["location_name"] for entry in workspace["load_from"]}


def judged(ran, verdict):
    return set(re.findall(rf"Validation {verdict} for code location (\w+)", ran.stdout))


def test_every_domain_is_a_code_location_of_its_own():
    folders = {path.parent.name for path in DOMAINS.glob("*/domain.yaml")}
    assert locations() == folders


def test_the_workspace_is_valid(tmp_path):
    ran = validate(tmp_path)
    assert ran.returncode == 0, ran.stdout
    assert judged(ran, "successful") == locations()
    # The command itself says that it has a newer name.
    assert set(re.findall(r"\w+Warning", ran.stdout)) <= {"SupersessionWarning"}


def test_a_broken_spec_fails_its_own_location_and_says_where(tmp_path):
    domains = tmp_path / "domains"
    shutil.copytree(DOMAINS, domains)
    [spec, *_] = sorted((domains / BROKEN).glob("*/product.yaml"))
    lines = spec.read_text().splitlines()
    number = next(n for n, line in enumerate(lines) if line.startswith("owner:"))
    lines[number] = "ownr: nobody"
    spec.write_text("\n".join(lines))
    ran = validate(tmp_path / "home", domains)
    assert ran.returncode != 0
    assert judged(ran, "failed") == {BROKEN}
    assert judged(ran, "successful") == locations() - {BROKEN}
    assert f"{spec}:{number + 1}" in ran.stdout
    assert "did you mean `owner`?" in ran.stdout
