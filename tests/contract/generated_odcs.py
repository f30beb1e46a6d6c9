"""Contracts in ODCS and rows for them, as hypothesis draws them.

All logical types, nested, with their options, keys and checks; and the same in datacontract.com.
"""

from generated_contracts import merged, optional, ordered
from hypothesis import strategies as st

NAMES = ["a", "b", "c", "d e", "é"]
WORDS = ["new", "paid", "12", "1e3", "no", "é"]
DAYS = ["2026-01-05", "2026-01-06", "2026-02-28"]
INSTANTS = ["2026-01-05T10:00:00Z", "2026-01-05T12:00:00+02:00", "2026-01-06T00:00:00Z"]
NUMBERS = [-2, 0, 1, 3, 10]

CLASSES = st.sampled_from(["public", "internal", "pii"])


def options(strategy):
    """Options of a property, which are left out where there are none."""
    return strategy.map(lambda drawn: {"logicalTypeOptions": drawn} if drawn else {})


def typed(kind, *parts):
    return merged(st.just({"logicalType": kind}), *parts)


def numeric(kind, *parts):
    limits = st.sampled_from(NUMBERS)
    return typed(
        kind,
        *parts,
        options(
            st.one_of(
                ordered("minimum", "maximum", limits),
                ordered("exclusiveMinimum", "maximum", limits).filter(_leave_room),
                optional(multipleOf=st.sampled_from([1, 2, 5])),
            )
        ),
    )


def _leave_room(drawn):
    return drawn.get("maximum", 99) > drawn.get("exclusiveMinimum", -99) + 1


STRINGS = st.one_of(
    typed(
        "string",
        options(
            merged(
                ordered("minLength", "maxLength", st.integers(0, 4)),
                optional(pattern=st.sampled_from(["^[a-z]+$", "a|e", "^.{2,3}$"])),
            )
        ),
    ),
    typed("string", options(st.sampled_from([{"format": "uuid"}, {"format": "email"}]))),
    typed("string", st.just({"physicalType": "varchar(4)"})),
    typed("time"),
)
SCALARS = st.one_of(
    STRINGS,
    STRINGS,
    numeric("integer"),
    numeric("number"),
    numeric(
        "number",
        st.sampled_from([(5, 2), (6, 2), (9, 3)]).map(
            lambda digits: {"physicalType": f"decimal({digits[0]}, {digits[1]})"}
        ),
    ),
    typed("boolean"),
    typed("date", options(ordered("minimum", "maximum", st.sampled_from(DAYS)))),
    typed("timestamp", options(optional(minimum=st.sampled_from(INSTANTS)))),
)

NOTES = optional(
    description=st.sampled_from(["What it is.", "Something else."]),
    classification=CLASSES,
    tags=st.just(["contact"]),
)


def part(schemas):
    """A property's type with what else is said of it."""
    return merged(schemas, NOTES, optional(required=st.booleans()))


@st.composite
def properties(draw, schemas, names=NAMES, most=3):
    """Some named properties, each with an identifier of its own."""
    chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=most, unique=True))
    return [
        {"id": f"id_{name.replace(' ', '_')}", "name": name, **draw(schemas)} for name in chosen
    ]


OBJECTS = st.one_of(
    merged(
        st.just({"logicalType": "object"}),
        st.fixed_dictionaries({"properties": properties(part(SCALARS))}),
    ),
    st.just({"logicalType": "object"}),
)
ARRAYS = merged(
    typed("array", options(ordered("minItems", "maxItems", st.integers(0, 3)))),
    st.fixed_dictionaries({"items": st.one_of(part(SCALARS), part(OBJECTS))}),
)
PARTS = st.one_of(part(SCALARS), part(SCALARS), part(SCALARS), part(OBJECTS), part(ARRAYS))

LIMITS = st.sampled_from(
    [
        {"mustBe": 0},
        {"mustBe": 0},
        {"mustBeLessOrEqualTo": 0},
        {"mustBeLessThan": 2},
        {"mustBeLessThan": 50, "unit": "percent"},
        {"mustBe": 0, "severity": "warning"},
    ]
)
VALID = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(
    lambda values: {"metric": "invalidValues", "arguments": {"validValues": values}}
)
COUNTS = st.sampled_from([{"metric": "nullValues"}, {"metric": "duplicateValues"}])
ROWS = {"name": "some_rows", "metric": "rowCount", "mustBeGreaterThan": 0}
CUSTOM = {
    "name": "monitored",
    "type": "custom",
    "engine": "monteCarlo",
    "implementation": {"monitor": {"growth": [1, 2.5, "no"]}},
}


@st.composite
def columns(draw):
    """A column of the table: a property that may be a key, be unique, and have checks."""
    column = draw(PARTS)
    kind = column["logicalType"]
    if kind in {"string", "integer", "date"} and not draw(st.integers(0, 4)):
        column["unique"] = True
    checks = draw(st.sampled_from([0, 0, 1, 2])) if kind in {"string", "integer"} else 0
    drawn = [VALID if kind == "string" and "logicalTypeOptions" not in column else COUNTS, COUNTS]
    if checks:
        column["quality"] = [
            {"name": f"check_{number}", **draw(drawn[number]), **draw(LIMITS)}
            for number in range(checks)
        ]
    return column


@st.composite
def tables(draw):
    """One table: columns, perhaps a key, perhaps checks of all rows."""
    named = draw(properties(columns(), most=4))
    for column in named:
        for check in column.get("quality", ()):
            check["name"] = f"{column['id']}_{check['name']}"
    able = [one for one in named if one["logicalType"] in {"string", "integer"}]
    keys = draw(st.lists(st.sampled_from(able), max_size=2, unique_by=id)) if able else []
    for position, column in enumerate(keys, start=1):
        column.pop("unique", None)
        column |= {"primaryKey": True, "primaryKeyPosition": position}
    table = {"name": "things", "properties": named}
    return table | draw(st.sampled_from([{}, {"quality": [ROWS]}, {"quality": [ROWS, CUSTOM]}]))


def document(table, version="1.0.0"):
    """The whole contract."""
    return {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": "things",
        "version": version,
        "status": "active",
        "schema": [table],
    }


_VALUES = {
    "string": st.one_of(
        st.sampled_from(["", "a", "ab", "abcd", "eel", *WORDS]), st.text("ae", max_size=5)
    ),
    "time": st.sampled_from(["10:00:00", "23:59:59"]),
    "integer": st.sampled_from([*NUMBERS, 2, 4, 5, 11]),
    "number": st.sampled_from([*NUMBERS, 2, 2.5, 1.25, 5]),
    "boolean": st.booleans(),
    "date": st.sampled_from([*DAYS, "2026-01-01"]),
    "timestamp": st.sampled_from([*INSTANTS, "2026-01-05T09:59:59Z"]),
}
_FORMATS = {
    "uuid": st.just("0b6f9c3e-1a2b-4c3d-8e9f-001122334455"),
    "email": st.sampled_from(["ada@example.com", "bo@example.org"]),
}


@st.composite
def values(draw, one):
    """A value that mostly fits a property."""
    if not draw(st.integers(0, 9)):
        return None
    kind = one["logicalType"]
    if kind == "object":
        return draw(rows(one["properties"])) if "properties" in one else {"any": 1}
    if kind == "array":
        return draw(st.lists(values(one["items"]), max_size=3))
    if valid := _valid(one):
        return draw(st.sampled_from([*valid, *valid, "other"]))
    given = one.get("logicalTypeOptions", {})
    bounds = [given[word] for word in ("minimum", "maximum", "exclusiveMinimum") if word in given]
    if bounds and draw(st.booleans()):
        step = draw(st.sampled_from([-1, 0, 1])) if isinstance(bounds[0], int) else 0
        return draw(st.sampled_from(bounds)) + step if step else draw(st.sampled_from(bounds))
    return draw(_FORMATS.get(given.get("format"), _VALUES[kind]))


def _valid(one):
    checks = one.get("quality", ())
    return next((each["arguments"]["validValues"] for each in checks if "arguments" in each), [])


@st.composite
def rows(draw, named):
    """A record with most of some properties."""
    return {one["name"]: draw(values(one)) for one in named if draw(st.integers(0, 7))}


_AS_DATACONTRACT = {"number": "double", "time": "string", "object": "struct"}
_WORDS_OF_DATACONTRACT = {"minLength", "maxLength", "pattern", "minimum", "maximum", "format"}


def datacontract(table):
    """The same table in datacontract.com, as far as that has words for it."""
    fields = {one["name"]: _field(one) for one in table["properties"]}
    return {
        "dataContractSpecification": "1.2.1",
        "id": "things",
        "info": {"title": "Things", "version": "1.0.0"},
        "models": {"things": {"type": "table", "fields": fields}},
    }


def _field(one):
    kind = one["logicalType"]
    physical = one.get("physicalType", "")
    is_decimal = physical.startswith("decimal")
    field = {"type": physical if is_decimal else _AS_DATACONTRACT.get(kind, kind)}
    given = one.get("logicalTypeOptions", {})
    if kind in {"string", "integer", "number"}:
        field |= {word: given[word] for word in given.keys() & _WORDS_OF_DATACONTRACT}
    field |= {word: one[word] for word in ("required", "unique", "description") if word in one}
    field |= {word: one[word] for word in ("primaryKey", "classification", "tags") if word in one}
    if "properties" in one:
        field["fields"] = {each["name"]: _field(each) for each in one["properties"]}
    if "items" in one:
        field["items"] = _field(one["items"])
    if _valid(one):
        field["enum"] = _valid(one)
    return field
