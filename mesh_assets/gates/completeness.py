"""The completeness gate: enough of what a port received must be fit for use."""

from typing import TYPE_CHECKING

from mesh_assets.gates.verdict import Outcome, Verdict

if TYPE_CHECKING:
    from mesh_assets.product.types import Percentage

GATE = "completeness"


def judge_completeness(
    port: str, *, received: int, accepted: int, slo: "Percentage | None"
) -> Verdict:
    """Hold the share of accepted records against `slo.completeness`; the rule is the port's name.

    Measured is a percentage. An empty delivery has no broken records: it is complete, and whether
    it may be empty is the volume gate's and the contract's business. Without an objective every
    share is enough, and the verdict still says what it was.

    Raises ValueError when more records were accepted than received.
    """
    if not 0 <= accepted <= received:
        raise ValueError(f"{accepted} accepted of {received} received records cannot be")
    # Compared as whole numbers: no share is rounded up to its objective.
    is_enough = slo is None or accepted * 100 >= slo.percent * received
    return Verdict(
        gate=GATE,
        rule=port,
        outcome=Outcome.PASSED if is_enough else Outcome.FAILED,
        measured=100 * accepted / received if received else 100.0,
        expected=">= 0%" if slo is None else f">= {slo}",
        detail=_detail(received, received - accepted, is_enough=is_enough),
    )


def _detail(received: int, refused: int, *, is_enough: bool) -> str:
    if received == 0:
        return "nothing was received"
    return "" if is_enough else f"{refused:,} of {received:,} records are dead letters"
