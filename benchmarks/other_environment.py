"""Rivals that need an environment of their own: `make bench-contracts` makes it of a lock."""

import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from benchmarks.measuring import Cost
from benchmarks.mesh import THREADS
from mesh_assets.settings import PROJECT

ENVIRONMENT = PROJECT / ".venv" / "rivals" / "bin"


class Answer(NamedTuple):
    """What a rival's program measured of itself."""

    loaded: Cost[None]
    """Importing it."""
    worked: Cost[list[str | int]]


def ask(program: str, *arguments: str | Path) -> Answer:
    """Run a program of `benchmarks.rival_programs`.

    Raises CalledProcessError where it fails; it has told why on standard error.
    """
    ended = subprocess.run(
        [ENVIRONMENT / "python", "-m", f"benchmarks.rival_programs.{program}", *arguments],
        cwd=PROJECT,
        env={**os.environ, "POLARS_MAX_THREADS": str(THREADS)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    said = json.loads(ended.stdout)
    return Answer(Cost(**said["loaded"]), Cost(**said["worked"]))


def run_command(*words: str | Path) -> None:
    """Run a command to its end, whatever it finds."""
    subprocess.run(words, cwd=PROJECT, capture_output=True, check=False)
