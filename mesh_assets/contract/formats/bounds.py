"""Bounds that leave no value between them."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple

from mesh_assets.contract.model import LogicalType
from mesh_assets.contract.rule import Rule, RuleKind

_UPPER = {
    RuleKind.MINIMUM: RuleKind.MAXIMUM,
    RuleKind.MIN_LENGTH: RuleKind.MAX_LENGTH,
    RuleKind.MIN_ITEMS: RuleKind.MAX_ITEMS,
}
_BOUNDS = frozenset({*_UPPER, *_UPPER.values()})


class Contradiction(NamedTuple):
    """Two rules that no value can keep together."""

    low: Rule
    high: Rule


def contradictions(
    rules: Iterable[Rule], types: Mapping[str, LogicalType]
) -> Iterator[Contradiction]:
    """Find the bounds that leave no value, by the types of the columns' dotted paths."""
    bounds: dict[tuple[str | None, RuleKind], list[Rule]] = defaultdict(list)
    for rule in rules:
        if rule.kind in _BOUNDS:
            bounds[rule.column, rule.kind].append(rule)
    for (column, kind), lows in bounds.items():
        if kind not in _UPPER:
            continue
        whole = types.get(column or "") is LogicalType.INTEGER
        for low, high in product(lows, bounds.get((column, _UPPER[kind]), [])):
            if _nothing_between(low, high, whole=whole):
                yield Contradiction(low, high)


def _nothing_between(low: Rule, high: Rule, *, whole: bool) -> bool:
    least, most = low.parameters["limit"], high.parameters["limit"]
    beyond, below = low.parameters.get("exclusive"), high.parameters.get("exclusive")
    if whole:
        least = math.floor(least) + 1 if beyond else math.ceil(least)
        most = math.ceil(most) - 1 if below else math.floor(most)
        return bool(least > most)
    return bool(least > most or (least == most and (beyond or below)))
