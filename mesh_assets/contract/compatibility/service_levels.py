"""Service levels that a contract promises beside its columns: `slaProperties` of ODCS.

The names are those of the standard. Which way a level is tighter is known of some; where it is not
known, or the values cannot be compared, a change is none of which anybody could be sure.
"""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.comparing import ordered_limit
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.formats.plain import mapping, mappings
from mesh_assets.contract.model import Contract

_Level = Mapping[str, Any]
_Levels = Mapping[tuple[str, str], _Level]

_TIGHTER_IF_LESS = frozenset(
    {
        *("latency", "freshness", "frequency", "errorrate"),
        *("timetodetect", "timetonotify", "timetorepair"),
    }
)
_TIGHTER_IF_MORE = frozenset(
    {
        *("availability", "completeness", "accuracy", "retention", "throughput"),
        *("endofsupport", "endoflife"),
    }
)

_PROMISE = ("value", "valueExt", "unit")
_DAY = 86_400
_SECONDS = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), 1),
    **dict.fromkeys(("m", "min", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hour", "hours"), 3_600),
    **dict.fromkeys(("d", "day", "days"), _DAY),
    **dict.fromkeys(("w", "week", "weeks"), 7 * _DAY),
    **dict.fromkeys(("y", "yr", "year", "years"), 365 * _DAY),
}
_MONTH = 30 * _DAY
_ISO_8601 = re.compile(
    r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?"
)
_ISO_SECONDS = (365 * _DAY, _MONTH, 7 * _DAY, _DAY, 3_600, 60, 1)
_SHORT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
"""A number and its unit in one word, as datacontract.com has them: `25h`."""


def service_level_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Compare what both contracts promise; nothing where the document of one is not known."""
    if not (old.extras and new.extras):
        return
    before, after = _levels(old), _levels(new)
    for key in dict.fromkeys([*before, *after]):
        yield from _changed(key, before.get(key), after.get(key))


def _levels(contract: Contract) -> _Levels:
    written = mappings(mapping(contract.extras.get("document")).get("slaProperties"))
    return {(str(one.get("property")), str(one.get("element", ""))): one for one in written}


def _changed(key: tuple[str, str], was: _Level | None, now: _Level | None) -> Iterator[Change]:
    name, element = key
    subject = f"the service level `{name}`" + (f" of `{element}`" if element else "")
    if was is None and now is not None:
        message = f"{subject} is new: {_spoken(now)}"
        yield Change(ChangeKind.OBJECTIVE_ADDED, message, name)
    elif now is None and was is not None:
        message = f"{subject}, {_spoken(was)}, is no longer promised"
        yield Change(ChangeKind.OBJECTIVE_REMOVED, message, name)
    elif was is not None and now is not None and _promises_else(was, now):
        kind = _kind(name.casefold(), was, now)
        verb = kind.value.removeprefix("objective ")
        message = f"{subject} is {verb} from {_spoken(was)} to {_spoken(now)}"
        yield Change(kind, message, name)
    elif was != now:
        yield Change(ChangeKind.DESCRIPTION_CHANGED, f"{subject} is described otherwise", name)


def _kind(name: str, was: _Level, now: _Level) -> ChangeKind:
    before, after = _amounts(was, now)
    is_known = name in _TIGHTER_IF_LESS | _TIGHTER_IF_MORE
    is_certain = is_known and was.get("valueExt") == now.get("valueExt")
    if before is None or after is None or not is_certain:
        return ChangeKind.OBJECTIVE_CHANGED
    is_tighter = after < before if name in _TIGHTER_IF_LESS else after > before
    return ChangeKind.OBJECTIVE_TIGHTENED if is_tighter else ChangeKind.OBJECTIVE_LOOSENED


def _amounts(was: _Level, now: _Level) -> tuple[Decimal | None, Decimal | None]:
    """The values in one unit; None for one that is no amount, or in a unit that is not known."""
    if was.get("unit") == now.get("unit"):
        return _amount(was.get("value")), _amount(now.get("value"))
    return _in_seconds(was), _in_seconds(now)


def _in_seconds(level: _Level) -> Decimal | None:
    unit = level.get("unit")
    if unit is None:
        return _length_of_time(str(level.get("value")))
    amount, seconds = _amount(level.get("value")), _SECONDS.get(str(unit).casefold())
    return None if amount is None or seconds is None else amount * seconds


def _amount(value: object) -> Decimal | None:
    """A number, a percentage, a date, or a length of time in seconds."""
    text = str(value).strip().removesuffix("%")
    try:
        amount = ordered_limit(text)
    except ValueError:
        return _length_of_time(text)
    return amount if amount.is_finite() else None


def _length_of_time(text: str) -> Decimal | None:
    iso = _ISO_8601.fullmatch(text)
    if iso is not None and any(iso.groups()):
        pairs = zip(iso.groups(default="0"), _ISO_SECONDS, strict=True)
        return Decimal(sum(int(number) * seconds for number, seconds in pairs))
    short = _SHORT.fullmatch(text.casefold())
    if short is None or short[2] not in _SECONDS:
        return None
    return Decimal(short[1]) * _SECONDS[short[2]]


def _promises_else(was: _Level, now: _Level) -> bool:
    """Whether another value is promised: an hour is as long as sixty minutes."""
    if all(was.get(word) == now.get(word) for word in _PROMISE):
        return False
    before, after = _amounts(was, now)
    return before is None or before != after or was.get("valueExt") != now.get("valueExt")


def _spoken(level: _Level) -> str:
    words = (level.get(word) for word in _PROMISE)
    return " ".join(str(word) for word in words if word is not None)
