"""Run a function in a process of its own, and say what it took."""

import multiprocessing
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Generic, TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Cost(Generic[Result]):
    """What one call took, with whatever it imported, but without the interpreter's own start."""

    seconds: float
    """Of the wall clock."""
    cpu_seconds: float
    """Of all threads, and of child processes that have ended."""
    peak_megabytes: float
    """Resident, of the whole process from its beginning, warm-up and libraries included."""
    result: Result


def measured(
    work: Callable[..., Result],
    *arguments: object,
    warm_up: Callable[[], object] | None = None,
) -> Cost[Result]:
    """Call `work` in a fresh process, after `warm_up`, which is not measured.

    Raises what the call raises.
    """
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(sender, work, arguments, warm_up))
    process.start()
    sender.close()
    try:
        outcome = receiver.recv()
    finally:
        process.join()
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def best_of(times: int, measure: Callable[[], Cost[Result]]) -> Cost[Result]:
    """Measure several times, and keep the call that used the least CPU: the least disturbed."""
    return min((measure() for _ in range(times)), key=lambda cost: cost.cpu_seconds)


def cpu_seconds() -> float:
    """The CPU time that this process and its ended children have used so far."""
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _call(
    sender: Connection,
    work: Callable[..., Result],
    arguments: tuple[object, ...],
    warm_up: Callable[[], object] | None,
) -> None:
    try:
        if warm_up is not None:
            warm_up()
        wall, cpu = time.perf_counter(), cpu_seconds()
        result = work(*arguments)
        wall, cpu = time.perf_counter() - wall, cpu_seconds() - cpu
    except BaseException as error:
        sender.send(error)
        raise
    sender.send(Cost(wall, cpu, _peak_megabytes(), result))


def _peak_megabytes() -> float:
    # Not getrusage's: that one remembers the parent, whose image the process was before.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    [kilobytes] = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(kilobytes) / 1024
