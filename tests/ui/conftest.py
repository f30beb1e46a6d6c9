"""The demo, published once, and the Dagster UI on its data."""

import os
import subprocess
from pathlib import Path

import pytest
from ui_process import MESH, environment_of, serving

from mesh_assets.settings import PROJECT

CHROMIUM = Path("/usr/bin/chromium")


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A home in which `mesh demo` has run."""
    home = tmp_path_factory.mktemp("demo") / "home"
    ran = subprocess.run(
        [MESH, "demo"],
        env=environment_of(home),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (home / "demo.txt").write_text(ran.stdout)
    return home


@pytest.fixture(scope="session")
def running_ui(demo_home):
    """The Dagster UI on the demo's data, started once and stopped cleanly."""
    with serving(demo_home) as running:
        yield running


@pytest.fixture(scope="session")
def ui(running_ui):
    """The address of the Dagster UI."""
    return running_ui.address


@pytest.fixture(scope="module")
def browser():
    """Debian's chromium; a machine without it cannot judge the pages.

    Only for one module at a time: while it is open, Playwright's event loop counts as running in
    the thread of the tests, where other tests have Dagster start one of its own.
    """
    if not CHROMIUM.exists():
        assert not os.environ.get("CI"), f"{CHROMIUM} is missing: .ci/run installs it"
        pytest.skip(f"{CHROMIUM} is missing; apt-get install chromium")
    # Only where there is a browser to drive.
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield launched
        launched.close()
