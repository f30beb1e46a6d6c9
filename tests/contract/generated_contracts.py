"""Contracts in JSON Schema and records for them, as hypothesis draws them."""

from hypothesis import strategies as st

NAMES = ["a", "b", "c d", "é", "f-1"]

PATTERNS = [
    "^ord_[a-z0-9]{3}$", "b+", "^$", "^[A-Z]{2}$", "[0-9]", "^.{2,3}$", "a|b", "^\\d+$",
    "\\w\\.\\w", "^[^a]*$", "é", "(?:ab){2}", "x$",
]  # fmt: skip

TEXTS = [
    # What reads like another value of JSON, and what needs escaping.
    "", " ", "a", "b", "abab", "ab.cd", "ord_a1b", "ord_A1B", "DE", "12", "1.5", "-0", "1e5",
    "007", "true", "false", "null", "NaN", "Infinity", "nan", "inf", "[1]", "{}", '{"a":1}', "[",
    "é", "e\u0301", "日本", "\U0001f600", "x\ny", "a\tb", "'", '"', "\\", "\u0000", "a" * 300, "x",
    # What is nearly of some format.
    "2026-01-05", "2026-02-29", "2024-02-29", "2026-1-5", "0000-01-01", "0001-01-01",
    "9999-12-31", "2026-13-01", "2026-00-10", "20260105", "2026-01-05T10:00:00Z",
    "2026-01-05T10:00:00.123Z", "2026-01-05T10:00:00.123456789Z", "2026-02-30T10:00:00Z",
    "2026-01-05T10:00:00", "2026-01-05 10:00:00Z", "2026-01-05T24:00:00Z",
    "2026-01-05T10:00:00+24:00", "2026-01-05T10:00:00+23:59", "2026-01-05T10:00Z",
    "2026-01-05T1:00:00Z", "10:00:00Z", "10:00:00", "23:59:59.5+01:00", "25:00:00Z",
    "ada@example.com", "ada", "@b.c", "a@", "a@b", "a b@c.d", "a..b@c.de", ".a@b.cd",
    "a+b@c-d.ef", "a@-b.cd", "a@b_c.de", "ä@b.cd",
    "0b6f9c3e-1a2b-4c3d-8e9f-001122334455", "0b6f9c3e1a2b4c3d8e9f001122334455",
    "https://example.org/a?b=c#d", "urn:isbn:123", "//example.org", "example.org", "http://",
    "http://a b", "http://[::1]:80/", "http://a/%zz", "http://a/%41", "1http://a", "a:", ":",
    "http://user:pw@host:8080/p/q;r=1", "http://example.org/ü", "http://a/{b}",
]  # fmt: skip

NUMBERS = [
    0, 1, -1, 2, 3, 5, 7, 10, 42, 100, 2**31, 2**53, -(2**53), 0.0, -0.0, 1.0,
    2.0, 1.5, -1.5, 0.1, 0.25, 0.3, 0.35, 19.99, 1e-7, 1e15, 123456.789, 2.5e-10, 5e-324, 2e-308,
]  # fmt: skip

ANYTHING = st.one_of(
    st.sampled_from(TEXTS),
    st.sampled_from(NUMBERS),
    st.sampled_from([None, True, False]),
    st.sampled_from([[], {}, [None], [[]], [{}], ["a"], [1], [1, "a"], {"a": 1}, {"a": None}]),
    st.text(max_size=5),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda number: not number.is_integer() or abs(number) < 2**63
    ),
)


def optional(**keywords):
    """Any subset of keywords."""
    return st.fixed_dictionaries({}, optional=keywords)


def ordered(low, high, values):
    return optional(**{low: values, high: values}).filter(
        lambda kept: low not in kept or high not in kept or kept[low] <= kept[high]
    )


def merged(*parts):
    return st.tuples(*parts).map(lambda drawn: {k: v for part in drawn for k, v in part.items()})


LENGTHS = st.integers(0, 4)
LIMITS = st.sampled_from([-2, 0, 1, 1.5, 3, 10, 0.1])

STRINGS = st.one_of(
    merged(
        st.just({"type": "string"}),
        ordered("minLength", "maxLength", LENGTHS),
        optional(pattern=st.sampled_from(PATTERNS)),
    ),
    st.sampled_from(["date", "date-time", "time", "uuid", "email", "uri"]).map(
        lambda name: {"type": "string", "format": name}
    ),
    st.lists(st.sampled_from(TEXTS).filter(lambda text: "\0" not in text), min_size=1, unique=True)
    .map(lambda values: {"type": "string", "enum": values[:4]}),
    st.sampled_from(["a", "12", "true"]).map(lambda value: {"type": "string", "const": value}),
)  # fmt: skip

WHOLE = st.sampled_from([-2, 0, 1, 3, 10])


def numbers(kind, limits, steps):
    return st.one_of(
        merged(
            st.just({"type": kind}),
            ordered("minimum", "maximum", limits),
            optional(multipleOf=steps),
        ),
        limits.map(lambda limit: {"type": kind, "exclusiveMinimum": limit}),
        limits.map(lambda limit: {"type": kind, "exclusiveMaximum": limit}),
        st.lists(limits, min_size=1, max_size=3, unique=True).map(
            lambda values: {"type": kind, "enum": values}
        ),
    )


SCALARS = st.one_of(
    STRINGS,
    numbers("integer", WHOLE, st.sampled_from([1, 2, 7])),
    numbers("number", LIMITS, st.sampled_from([1, 2, 0.5, 0.1, 0.01])),
    st.just({"type": "boolean"}),
)


@st.composite
def nullable(draw, schemas):
    schema = draw(schemas)
    if "const" in schema or not draw(st.booleans()):
        return schema
    nulled = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema and draw(st.booleans()):
        nulled["enum"] = [*schema["enum"], None]
    return nulled


@st.composite
def objects(draw, properties, min_size=1):
    named = draw(st.dictionaries(st.sampled_from(NAMES), properties, min_size=min_size, max_size=4))
    schema = {"type": "object", "properties": named}
    required = draw(st.lists(st.sampled_from(sorted(named)), unique=True))
    if required:
        schema["required"] = required
    closed = draw(st.sampled_from([None, True, False]))
    return schema if closed is None else {**schema, "additionalProperties": closed}


def lists(items):
    return merged(
        items.map(lambda schema: {"type": "array", "items": schema}),
        ordered("minItems", "maxItems", st.integers(0, 3)),
        optional(uniqueItems=st.booleans()),
    ).filter(lambda schema: not schema.get("uniqueItems") or _is_scalar(schema["items"]))


def _is_scalar(schema):
    return "properties" not in schema and "items" not in schema


LEAVES = st.one_of(
    nullable(SCALARS),
    nullable(SCALARS),
    st.sampled_from([{"type": "object"}, {"type": "array"}, {}]),
)
NESTED = st.one_of(
    LEAVES,
    LEAVES,
    nullable(lists(nullable(SCALARS))),
    nullable(objects(LEAVES)),
    nullable(lists(objects(st.one_of(LEAVES, lists(SCALARS))))),
    nullable(lists(lists(SCALARS))),
)
CONTRACTS = objects(NESTED)


_OF_KIND = {
    "string": st.sampled_from(TEXTS),
    "integer": st.sampled_from(
        [2**63 - 1, -(2**63), *(number for number in NUMBERS if float(number).is_integer())]
    ),
    "number": st.sampled_from(NUMBERS),
    "boolean": st.booleans(),
    "null": st.none(),
}


@st.composite
def values(draw, schema):
    """A value that often fits the schema, and sometimes is anything."""
    if draw(st.integers(0, 9)) == 0:
        return draw(ANYTHING)
    if draw(st.booleans()) and ("enum" in schema or "const" in schema):
        return draw(st.sampled_from(schema.get("enum") or [schema["const"]]))
    kinds = schema.get("type", "any")
    kind = kinds if isinstance(kinds, str) else draw(st.sampled_from(kinds))
    if kind == "array" and "items" in schema:
        return draw(st.lists(values(schema["items"]), max_size=3))
    if kind == "object" and "properties" in schema:
        return draw(records(schema))
    return draw(_OF_KIND.get(kind, ANYTHING))


@st.composite
def records(draw, schema):
    """An object with most of its properties, in any order, and sometimes one too many."""
    record = {
        name: draw(values(each))
        for name, each in draw(st.permutations(sorted(schema["properties"].items())))
        if draw(st.integers(0, 7))
    }
    if draw(st.integers(0, 7)) == 0:
        record[draw(st.sampled_from(["zz", "A", "a ", *NAMES]))] = draw(ANYTHING)
    return record


@st.composite
def cases(draw):
    contract = draw(CONTRACTS)
    return contract, draw(st.lists(records(contract), min_size=6, max_size=20))
