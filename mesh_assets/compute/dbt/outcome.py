"""dbt's results and events in the mesh's own terms."""

from collections.abc import Iterable
from typing import Any

from mesh_assets.compute.dbt.index import ProductModels
from mesh_assets.compute.dbt.run import DbtResult, DbtStatus

EventMsg = Any
RunResult = Any
"""Dbt's own, known by their classes only to the modules that import dbt."""

_KEPT_EVENTS = {"NodeStart", "NodeFinished", "LogModelResult", "LogTestResult"}


class EventRecorder:
    """Keeps what dbt says of each model and test, and drops its several hundred other events."""

    def __init__(self) -> None:
        self.events: list[EventMsg] = []

    def record(self, event: EventMsg) -> None:
        """Take one of dbt's `EventMsg`."""
        if event.info.name in _KEPT_EVENTS:
            self.events.append(event)


def results(models: ProductModels, nodes: Iterable[RunResult]) -> dict[str, DbtResult]:
    """Give every model and test of the product a result; `missing` where dbt gave none."""
    expected = [model.unique_id for model in models.models if model.has_result]
    expected += [test.unique_id for test in models.tests]
    arrived = {node.node.unique_id: _result(node) for node in nodes}
    return {
        unique_id: arrived.get(unique_id, DbtResult(unique_id, DbtStatus.MISSING))
        for unique_id in expected
    }


def _result(result: RunResult) -> DbtResult:
    word = str(result.status)
    known = word in set(DbtStatus)
    return DbtResult(
        unique_id=result.node.unique_id,
        status=DbtStatus(word) if known else DbtStatus.ERROR,
        message=_message(result.message or "") if known else f"dbt says '{word}'",
        failures=result.failures,
        seconds=result.execution_time,
        compiled_sql=getattr(result.node, "compiled_code", None) or "",
    )


def _message(message: str) -> str:
    lines = message.strip().splitlines()
    # dbt names the node and its file in the first line and the compiled file in the last one;
    # whoever shows the message has named the node already, and the compiled file is short-lived.
    if len(lines) > 1 and " Error in " in lines[0]:
        lines = lines[1:]
    if lines and lines[-1].strip().startswith("compiled code at "):
        lines = lines[:-1]
    return "\n".join(line.removeprefix("  ") for line in lines)
