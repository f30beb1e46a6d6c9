"""What a reader demands of numbers and texts."""

from collections.abc import Iterator

from mesh_assets.contract.compatibility.native.json_schema.dialects import Json
from mesh_assets.contract.compatibility.native.json_schema.facts import (
    NUMBERS,
    Bound,
    Facts,
    exact,
    lower_bound,
    upper_bound,
)
from mesh_assets.contract.compatibility.native.obstacle import Obstacle


def number_obstacles(written: Facts, words: Json) -> Iterator[Obstacle]:
    """Compare the bounds and the steps of numbers."""
    low, high = lower_bound(words), upper_bound(words)
    if low is not None and not _is_above(written.lower, low):
        kind = "MINIMUM_ADDED" if written.lower is None else "MINIMUM_INCREASED"
        place = "exclusiveMinimum" if low.is_exclusive else "minimum"
        yield Obstacle(kind, f"/{place}", f"the least value is {_spoken(low)}")
    if high is not None and not _is_below(written.upper, high):
        kind = "MAXIMUM_ADDED" if written.upper is None else "MAXIMUM_DECREASED"
        place = "exclusiveMaximum" if high.is_exclusive else "maximum"
        yield Obstacle(kind, f"/{place}", f"the greatest value is {_spoken(high)}")
    if "multipleOf" in words:
        yield from _step_obstacles(written, words["multipleOf"])


def text_obstacles(written: Facts, words: Json) -> Iterator[Obstacle]:
    """Compare the lengths, the patterns and the formats of texts.

    Of two different patterns nobody knows whether one implies the other.
    """
    yield from length_obstacles(written, words, "minLength", "maxLength")
    for keyword in ("pattern", "format"):
        if keyword in words and words[keyword] not in written.said(keyword):
            is_new = not any(True for _ in written.said(keyword))
            kind = f"{keyword.upper()}_{'ADDED' if is_new else 'CHANGED'}"
            yield Obstacle(kind, f"/{keyword}", f"`{words[keyword]}` is demanded")


def length_obstacles(
    written: Facts, words: Json, smallest: str, greatest: str
) -> Iterator[Obstacle]:
    """Compare how long texts, arrays and objects may be."""
    if words.get(smallest, 0) > max(written.said(smallest), default=0):
        kind = _changed(written, smallest, "INCREASED")
        yield Obstacle(kind, f"/{smallest}", f"at least {words[smallest]} are demanded")
    most = min(written.said(greatest), default=None)
    if greatest in words and (most is None or words[greatest] < most):
        kind = _changed(written, greatest, "DECREASED")
        yield Obstacle(kind, f"/{greatest}", f"at most {words[greatest]} are read")


def _step_obstacles(written: Facts, step: float) -> Iterator[Obstacle]:
    steps = list(written.said("multipleOf"))
    is_whole = written.types & NUMBERS == {"integer"}
    known = [exact(each) for each in steps] + [exact(1)] * is_whole
    if not any(each % exact(step) == 0 for each in known):
        kind = "MULTIPLE_OF_CHANGED" if steps else "MULTIPLE_OF_ADDED"
        yield Obstacle(kind, "/multipleOf", f"multiples of {step} are demanded")


def _changed(written: Facts, keyword: str, how: str) -> str:
    """The name of a change, such as MAX_LENGTH_DECREASED."""
    name = "".join(f"_{letter}" if letter.isupper() else letter for letter in keyword).upper()
    return f"{name}_{how if any(True for _ in written.said(keyword)) else 'ADDED'}"


def _is_above(known: Bound | None, wanted: Bound) -> bool:
    if known is None or known.limit == wanted.limit:
        return known is not None and (known.is_exclusive or not wanted.is_exclusive)
    return known.limit > wanted.limit


def _is_below(known: Bound | None, wanted: Bound) -> bool:
    if known is None or known.limit == wanted.limit:
        return known is not None and (known.is_exclusive or not wanted.is_exclusive)
    return known.limit < wanted.limit


def _spoken(bound: Bound) -> str:
    limit = bound.limit
    text = str(limit.numerator) if limit.denominator == 1 else str(float(limit))
    return f"beyond {text}" if bound.is_exclusive else text
