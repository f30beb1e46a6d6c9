"""Two versions of a table in ODCS, and rows for the first, as hypothesis draws them.

What each edit does to the words of one property is all that it knows; the judge has to find out
whom it breaks.
"""

import copy

from generated_odcs import COUNTS, LIMITS, PARTS, VALID, WORDS, rows, tables
from hypothesis import strategies as st

_BOUNDS = ["minimum", "maximum", "exclusiveMinimum"]
_COUNTS = ["minLength", "maxLength", "minItems", "maxItems"]


@st.composite
def versions(draw):
    """A table, the one that came of it by one or two edits, and rows for the first."""
    old = draw(tables())
    new = copy.deepcopy(old)
    for _ in range(draw(st.sampled_from([1, 1, 1, 2]))):
        named = draw(st.sampled_from(list(_objects(new))))
        one = draw(st.sampled_from(named))
        fitting = [edit for edit, fits in EDITS.items() if fits(one)]
        draw(st.sampled_from(fitting))(draw, named, one)
    return old, new, draw(st.lists(rows(old["properties"]), min_size=6, max_size=12))


def _objects(one):
    """The lists of properties of a table, or of an object, and of what is in it."""
    yield one["properties"]
    for inner in one["properties"]:
        part = inner.get("items", inner)
        if "properties" in part:
            yield from _objects(part)


def _options(one):
    return one.get("logicalTypeOptions", {})


def _add(draw, named, one):
    added = {"name": "zz", "id": "id_zz", **draw(PARTS)}
    if all(each["name"] != "zz" for each in named):
        named.append(added)


def _remove(draw, named, one):
    if len(named) > 1:
        named[:] = [each for each in named if each is not one]


def _rename(draw, named, one):
    one["name"] = "renamed"


def _turn_required(draw, named, one):
    one["required"] = not one.get("required", False)


def _turn_unique(draw, named, one):
    one["unique"] = not one.get("unique", False)


def _move_option(draw, named, one):
    given = _options(one)
    word = draw(st.sampled_from([word for word in given if isinstance(given[word], int)]))
    moved = given[word] + draw(st.sampled_from([-1, 1]))
    floor = 0 if word in _COUNTS else 1 if word == "multipleOf" else moved
    given[word] = max(moved, floor)


def _move_day(draw, named, one):
    given = _options(one)
    word = draw(st.sampled_from([word for word in _BOUNDS if isinstance(given.get(word), str)]))
    given[word] = given[word].replace("2026-01", draw(st.sampled_from(["2025-12", "2026-03"])))


def _drop_option(draw, named, one):
    del _options(one)[draw(st.sampled_from(sorted(_options(one))))]


def _add_option(draw, named, one):
    limits = {
        "string": [("maxLength", 3), ("pattern", "^[a-z]*$"), ("minLength", 1)],
        "integer": [("minimum", 1), ("maximum", 9), ("multipleOf", 2)],
        "number": [("minimum", 1), ("maximum", 9)],
        "array": [("minItems", 1), ("maxItems", 1), ("uniqueItems", True)],
    }
    word, limit = draw(st.sampled_from(limits[one["logicalType"]]))
    one.setdefault("logicalTypeOptions", {}).setdefault(word, limit)


def _more_digits(draw, named, one):
    one["physicalType"] = draw(st.sampled_from(["decimal(7, 2)", "decimal(5, 3)", "decimal(4, 1)"]))


def _another_length(draw, named, one):
    one["physicalType"] = draw(st.sampled_from(["varchar(2)", "varchar(9)"]))


def _another_type(draw, named, one):
    one["logicalType"] = draw(st.sampled_from(["string", "integer", "number"]))
    for word in ("logicalTypeOptions", "physicalType", "quality"):
        one.pop(word, None)


def _say_something(draw, named, one):
    word = draw(st.sampled_from(["description", "classification"]))
    one[word] = "pii" if word == "classification" else "Something new."


def _change_check(draw, named, one):
    check = draw(st.sampled_from(one["quality"]))
    allowed = check.get("arguments", {}).get("validValues")
    if allowed and draw(st.booleans()):
        fitting = [word for word in WORDS if word not in allowed]
        allowed[:] = (
            allowed[1:] if len(allowed) > 1 and draw(st.booleans()) else [*allowed, *fitting]
        )
        return
    kept = {word: check[word] for word in ("name", "metric", "arguments") if word in check}
    check.clear()
    check |= {**kept, **draw(LIMITS)}


def _drop_check(draw, named, one):
    one["quality"].pop()


def _add_check(draw, named, one):
    fitting = VALID if one["logicalType"] == "string" else COUNTS
    drawn = draw(st.one_of(fitting, COUNTS))
    one.setdefault("quality", []).append({"name": "zz_check", **drawn, **draw(LIMITS)})


def _replace(draw, named, one):
    kept = {
        word: one[word]
        for word in ("name", "id", "primaryKey", "primaryKeyPosition")
        if word in one
    }
    one.clear()
    one |= {**kept, **draw(PARTS)}


def _always(one):
    return True


def _is(*kinds):
    return lambda one: one["logicalType"] in kinds


EDITS = {
    _add: _always,
    _remove: _always,
    _rename: lambda one: "id" in one,
    _turn_required: _always,
    _turn_unique: lambda one: "primaryKey" not in one and _is("string", "integer", "date")(one),
    _move_option: lambda one: any(
        isinstance(limit, int) and not isinstance(limit, bool) for limit in _options(one).values()
    ),
    _move_day: lambda one: any(isinstance(_options(one).get(word), str) for word in _BOUNDS),
    _drop_option: lambda one: bool(_options(one)),
    _add_option: _is("string", "integer", "number", "array"),
    _more_digits: lambda one: one.get("physicalType", "").startswith("decimal"),
    _another_length: lambda one: one.get("physicalType", "").startswith("varchar"),
    _another_type: _is("string", "integer", "number"),
    _say_something: _always,
    _change_check: lambda one: bool(one.get("quality")),
    _drop_check: lambda one: bool(one.get("quality")),
    _add_check: _is("string", "integer"),
    _replace: _always,
}
"""The edits, and whether each means anything for a property."""
