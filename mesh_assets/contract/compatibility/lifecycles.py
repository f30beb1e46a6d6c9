"""The changes of a major version's lifecycle: an end is announced, kept to, and never sprung."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.product.cycle import CYCLES_OF_NOTICE, earliest_sunset
from mesh_assets.product.lifecycle import Lifecycle

_SPRUNG = {
    ChangeKind.SUNSET_TOO_SOON,
    ChangeKind.SUNSET_EARLIER,
    ChangeKind.RETIRED_UNANNOUNCED,
}


def lifecycle_changes(
    old: Lifecycle, new: Lifecycle, cycle: timedelta, today: date
) -> Iterator[Change]:
    """List the changes of one major version; `cycle` is how often it is published.

    A sunset that is new has to lie two cycles or more after the day of the change.
    """
    if old == new:
        return
    promised = old.sunset if old.is_ending else None
    if new.status == "retired" and not old.is_ending:
        message = f"it is retired, and was {old.status}: deprecate it first, with a sunset"
        yield Change(ChangeKind.RETIRED_UNANNOUNCED, message, "lifecycle")
    elif new.status == "retired" and promised is not None and today < promised:
        message = f"it is retired before its sunset on {promised}"
        yield Change(ChangeKind.SUNSET_EARLIER, message, "lifecycle")
    elif new.status == "deprecated" and new.sunset is not None:
        yield from _deprecation(promised, new.sunset, earliest_sunset(today, cycle))
    elif old.status != new.status:
        message = f"it is {new.status}, and was {old.status}"
        yield Change(ChangeKind.LIFECYCLE_CHANGED, message, "lifecycle")
    else:
        message = "its lifecycle is told otherwise"
        yield Change(ChangeKind.LIFECYCLE_CHANGED, message, "lifecycle")


def notice_refusal(product: str, changes: Iterable[Change]) -> str | None:
    """Say why a version must not end so; None where its consumers are told in time."""
    sprung = [change.message for change in changes if change.kind in _SPRUNG]
    return f"{product} ends without notice: {'; '.join(sprung)}" if sprung else None


def is_of_lifecycle(change: Change) -> bool:
    """Whether a change is one of a lifecycle, which no new major version excuses."""
    return change.kind in _SPRUNG or change.kind is ChangeKind.LIFECYCLE_CHANGED


def _deprecation(promised: date | None, sunset: date, earliest: date) -> Iterator[Change]:
    if promised is None and sunset < earliest:
        message = (
            f"its sunset on {sunset} is announced too late: consumers are given "
            f"{CYCLES_OF_NOTICE} publications, so not before {earliest}"
        )
        yield Change(ChangeKind.SUNSET_TOO_SOON, message, "lifecycle")
    elif promised is None:
        message = f"it is deprecated: its sunset is on {sunset}"
        yield Change(ChangeKind.LIFECYCLE_CHANGED, message, "lifecycle")
    elif sunset < promised:
        message = f"its sunset is moved from {promised} to {sunset}, which is earlier"
        yield Change(ChangeKind.SUNSET_EARLIER, message, "lifecycle")
    elif sunset > promised:
        message = f"its sunset is put off from {promised} to {sunset}"
        yield Change(ChangeKind.LIFECYCLE_CHANGED, message, "lifecycle")
