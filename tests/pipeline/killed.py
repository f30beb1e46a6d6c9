"""Work that is killed at a step: its process ends there, and gets no chance to clean up.

Every such process is forked from one that has imported what a publication needs, and that has done
nothing yet: no thread of the tests is alive in it.
"""

import importlib
import multiprocessing
import os
from dataclasses import dataclass

_KILLED = 9
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(
    [
        "mesh_assets.pipeline.attempt",
        "mesh_assets.compute.dbt.engine",
        "mesh_assets.gates.soda.session",
    ]
)


@dataclass(frozen=True)
class Death:
    """Where a process ends: at a call of a function of a module below `mesh_assets.pipeline`."""

    step: str
    before: bool = False
    call: int = 1

    def __str__(self):
        return f"{'before' if self.before else 'after'} {self.step} {self.call}"


def killed(death, work, *arguments):
    """Let another process do the work; fails unless it dies where it should."""
    process = _PROCESSES.Process(target=_work_and_die, args=(death, work, arguments))
    process.start()
    process.join()
    assert process.exitcode == _KILLED, death


def _work_and_die(death, work, arguments):
    where, _, name = death.step.rpartition(".")
    module = importlib.import_module(f"mesh_assets.pipeline.{where}")
    step = getattr(module, name)
    calls = 0

    def step_and_die(*arguments, **options):
        nonlocal calls
        calls += 1
        if calls == death.call and death.before:
            os._exit(_KILLED)
        result = step(*arguments, **options)
        if calls == death.call:
            os._exit(_KILLED)
        return result

    setattr(module, name, step_and_die)
    work(*arguments)
