"""Run a function in a process of its own, and say what it took."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What one measured call took; the process's start and imports are not in it."""

    wall_seconds: float
    cpu_seconds: float
    peak_megabytes: float
    """Of the whole process, Python and libraries included."""
    result: Any


def measured(work: Callable[..., Any], *args: Any, warm_up: Callable[..., Any] | None = None) -> Cost:
    """Call `work` in a fresh process, after `warm_up` with the same arguments."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(sender, work, warm_up, args))
    process.start()
    sender.close()
    try:
        return receiver.recv()
    finally:
        process.join()


def _call(sender: Any, work: Callable[..., Any], warm_up: Callable[..., Any] | None, args: Any) -> None:
    if warm_up is not None:
        warm_up(*args)
    wall, cpu = time.perf_counter(), time.process_time()
    result = work(*args)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sender.send(Cost(wall, cpu, peak, result))
