"""How a rival's program answers: the cost of its work, as JSON on standard output."""

import json
from collections.abc import Callable
from dataclasses import asdict

from benchmarks.measuring import measured


def answer(load: Callable[[], object], work: Callable[..., object], *arguments: object) -> None:
    """Measure importing and working apart, each in a fresh process."""
    loaded = measured(load)
    worked = measured(work, *arguments, warm_up=load)
    print(json.dumps({"loaded": asdict(loaded), "worked": asdict(worked)}))
