"""Avro schemas, later versions of them, and records of the first."""

from decimal import Decimal

from hypothesis import strategies as st

NUMBERS = ["int", "long", "float", "double"]
TEXTS = ["string", "bytes"]
SYMBOLS = ["A", "B", "C", "D"]


def decimal(precision, scale):
    return {"type": "bytes", "logicalType": "decimal", "precision": precision, "scale": scale}


def plain():
    return st.sampled_from(["null", "boolean", *NUMBERS, *TEXTS])


def enums():
    symbols = st.lists(st.sampled_from(SYMBOLS), min_size=1, unique=True)
    return symbols.map(lambda known: {"type": "enum", "name": "E", "symbols": known})


def types():
    """Types in which no name occurs twice, as names are those of definitions."""
    leaves = st.one_of(plain(), st.builds(decimal, st.integers(4, 6), st.integers(0, 2)))
    nested = st.recursive(
        leaves,
        lambda inner: st.one_of(
            st.builds(lambda items: {"type": "array", "items": items}, inner),
            st.builds(lambda values: {"type": "map", "values": values}, inner),
        ),
        max_leaves=3,
    )
    return st.one_of(
        nested,
        st.builds(_union, st.lists(nested, min_size=1, max_size=3)),
    )


def _kind(schema):
    return schema if isinstance(schema, str) else schema["type"]


def _union(branches):
    """A union has each type once."""
    found = {_kind(each): each for each in branches}
    return list(found.values()) if len(found) > 1 else next(iter(found.values()))


@st.composite
def records(draw):
    names = draw(st.lists(st.sampled_from("abcde"), min_size=1, max_size=4, unique=True))
    fields = [{"name": name, "type": draw(types())} for name in names]
    if draw(st.booleans()):
        fields.append({"name": "e", "type": draw(enums())})
    if draw(st.booleans()):
        size = draw(st.sampled_from([2, 2, 3]))
        fields.append({"name": "f", "type": {"type": "fixed", "name": "F", "size": size}})
    unique = {field["name"]: field for field in fields}
    return {"type": "record", "name": "R", "fields": list(unique.values())}


def _changed(draw, schema):
    """A type that is often readable as another one."""
    if isinstance(schema, list):
        kept = [_changed(draw, each) for each in schema]
        flat = [one for each in kept for one in (each if isinstance(each, list) else [each])]
        return _union([*flat, *draw(st.lists(plain(), max_size=1))])
    if isinstance(schema, str):
        others = NUMBERS if schema in NUMBERS else TEXTS if schema in TEXTS else ["boolean"]
        unions = st.sampled_from([[schema, "int"], ["null", schema]]).map(_union)
        return draw(st.sampled_from([schema, *others]) | unions)
    for part in ("items", "values"):
        if part in schema:
            return {**schema, part: _changed(draw, schema[part])}
    return draw(st.sampled_from([schema, *_others(schema)]))


def _others(schema):
    """Other types that bear the same name, or take the same place."""
    match schema:
        case {"logicalType": "decimal", "precision": precision, "scale": scale}:
            return decimal(precision + 2, scale), decimal(precision, (scale + 1) % 3), "bytes"
        case {"symbols": symbols}:
            more = [*symbols, *(each for each in SYMBOLS if each not in symbols)]
            fewer = {**schema, "symbols": symbols[:1], "default": symbols[0]}
            return {**schema, "symbols": more}, fewer
        case _:
            return ({**schema, "size": 3},)


@st.composite
def versions(draw):
    """A writer's schema, a reader's, and records of the writer's."""
    writer = draw(records())
    fields = []
    for field in writer["fields"]:
        step = draw(st.sampled_from(["keep", "keep", "change", "change", "drop", "rename"]))
        if step == "drop":
            continue
        changed = {**field, "type": field["type"]}
        if step == "change":
            changed["type"] = _changed(draw, field["type"])
        if step == "rename":
            changed |= {"name": f"{field['name']}_", "aliases": [field["name"]]}
        fields.append(changed)
    if draw(st.booleans()):
        fields.append({"name": "new", "type": "int", "default": 7})
    if draw(st.integers(0, 9)) == 0:
        fields.append({"name": "demanded", "type": "int"})
    reader = {**writer, "fields": draw(st.permutations(fields))}
    return writer, reader, draw(st.lists(_values(writer), min_size=1, max_size=3))


def _values(schema):
    match schema:
        case str():
            return _PLAIN[schema]
        case list():
            return st.one_of(*map(_values, schema))
        case _:
            return _complex_values(schema)


def _complex_values(schema):
    match schema:
        case {"fields": fields}:
            return st.fixed_dictionaries({each["name"]: _values(each["type"]) for each in fields})
        case {"items": items}:
            return st.lists(_values(items), max_size=2)
        case {"values": values}:
            return st.dictionaries(st.sampled_from("kl"), _values(values), max_size=2)
        case {"symbols": symbols}:
            return st.sampled_from(symbols)
        case {"size": size}:
            return st.binary(min_size=size, max_size=size)
        case _:
            limit = 10 ** schema["precision"] - 1
            digits = st.integers(-limit, limit)
            return digits.map(lambda number: Decimal(number).scaleb(-schema["scale"]))


_WHOLE = st.integers(-1000, 1000)
_QUARTERS = st.integers(-64, 64).map(lambda number: number / 4)
_PLAIN = {
    "null": st.none(),
    "boolean": st.booleans(),
    "int": _WHOLE,
    "long": _WHOLE,
    "float": _QUARTERS,
    "double": _QUARTERS,
    "string": st.text("ab", max_size=3),
    "bytes": st.binary(max_size=3).map(lambda value: bytes(byte % 128 for byte in value)),
}
