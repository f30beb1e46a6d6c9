"""What a newcomer meets first: the Makefile, the Dagster instance, the code locations."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance

REPOSITORY = Path(__file__).parent.parent.parent


def make(folder, *arguments):
    # The tests may themselves be run by make, which tells the makes below it so.
    by_make = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    environment = {name: value for name, value in os.environ.items() if name not in by_make}
    return subprocess.run(
        ["make", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def clone(tmp_path):
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(REPOSITORY / name, tmp_path)
    return tmp_path


def test_make_alone_lists_the_targets():
    listed = make(REPOSITORY).stdout
    assert [line.split()[1] for line in listed.splitlines()][:4] == ["help", "setup", "demo", "ui"]


@pytest.mark.parametrize(
    "target", ["setup", "demo", "ui", "test", "test-slow", "lint", "bench", "bench-contracts"]
)
def test_every_target_needs_the_environment_and_says_which_python_it_needs(clone, target):
    old = clone / "python3.9"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.9.18" && exit 0\nexit 1\n')
    old.chmod(0o755)
    refused = make(clone, target, f"PYTHON={old}")
    assert refused.returncode == 2
    assert "needs Python 3.11 or newer" in refused.stderr
    assert "is Python 3.9.18." in refused.stderr
    assert f"make {target} PYTHON=" in refused.stderr


def test_a_missing_python_is_named(clone):
    refused = make(clone, "setup", "PYTHON=no-such-python")
    assert "'no-such-python' is missing." in refused.stderr


def test_dagster_accepts_the_instance_configuration(tmp_path):
    shutil.copy(REPOSITORY / "dagster.yaml", tmp_path)
    with DagsterInstance.from_config(str(tmp_path)) as instance:
        assert not instance.telemetry_enabled
        assert instance.freshness_enabled
        assert instance.run_monitoring_enabled
        assert Path(instance.root_directory) == tmp_path


def test_every_domain_is_a_code_location_of_its_own():
    workspace = yaml.safe_load((REPOSITORY / "workspace.yaml").read_text())
    locations = [entry["python_module"] for entry in workspace["load_from"]]
    domains = sorted(
        declared.parent.name for declared in REPOSITORY.glob("mesh_assets/domains/*/domain.yaml")
    )
    assert sorted(location["location_name"] for location in locations) == domains
    assert [location["module_name"] for location in locations] == [
        f"mesh_assets.domains.{location['location_name']}" for location in locations
    ]


@pytest.mark.parametrize("name", ["requirements.lock", "benchmarks/rivals.lock"])
def test_the_lock_pins_every_package_by_hash_and_names_no_registry(name):
    lock = (REPOSITORY / name).read_text()
    requirements = [line for line in lock.splitlines() if line and line[0] not in " #"]
    assert all("==" in line and line.endswith("\\") for line in requirements)
    assert "://" not in lock
    assert "--index-url" not in lock
