"""The operator of an ODCS check (`mustBe`, `mustBeLessThan`, ...) and its unit, as a limit."""

from collections.abc import Mapping
from typing import Any

from open_data_contract_standard.model import DataQuality

from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.formats.values import number
from mesh_assets.documents.nodes import Path

_OPERATORS = {
    "mustBe": "=",
    "mustNotBe": "!=",
    "mustBeGreaterThan": ">",
    "mustBeGreaterOrEqualTo": ">=",
    "mustBeLessThan": "<",
    "mustBeLessOrEqualTo": "<=",
    "mustBeBetween": "between",
    "mustNotBeBetween": "not between",
}
_UNITS = ("rows", "percent")

Parameters = Mapping[str, Any]


def given_operators(check: DataQuality) -> list[str]:
    """The operators that the check has a value for."""
    return [word for word in _OPERATORS if getattr(check, word) is not None]


def limit_of_rows(reading: ContractReading, check: DataQuality, at: Path) -> Parameters | None:
    """Read the limit of a metric that counts rows; None when it cannot be judged."""
    limit = _limit(reading, check, at)
    unit = check.unit or "rows"
    if unit not in _UNITS:
        reading.problem((*at, "unit"), f"the unit of rows is rows or percent, not `{unit}`")
        return None
    return None if limit is None else {**limit, "unit": unit}


def limit_of_query(reading: ContractReading, check: DataQuality, at: Path) -> Parameters | None:
    """Read the limit of what a query gives, in whatever unit that is; true counts as 1."""
    return _limit(reading, check, at)


def _limit(reading: ContractReading, check: DataQuality, at: Path) -> Parameters | None:
    words = given_operators(check)
    if len(words) != 1:
        message = f"a check has one limit, such as `mustBe: 0`; this one has {len(words)}"
        reading.problem(at, message)
        return None
    [word] = words
    written = getattr(check, word)
    is_pair = word in {"mustBeBetween", "mustNotBeBetween"}
    read = _ascending(written) if is_pair else _number(written)
    if read is None:
        wanted = "two numbers, the smaller one first" if is_pair else "a number"
        reading.problem((*at, word), f"`{word}` wants {wanted}")
        return None
    return {"operator": _OPERATORS[word], "limit": read}


def _number(written: object) -> int | float | None:
    return int(written) if isinstance(written, bool) else number(written)


def _ascending(written: list[float]) -> tuple[float, float] | None:
    low, high = (number(end) for end in written)
    return (low, high) if low is not None and high is not None and low < high else None
