"""What a reader demands of objects.

An object is open where it may have properties that its schema does not name. A property that a
reader names newly may then have been written before, as anything.
"""

from collections.abc import Callable, Iterator

from mesh_assets.contract.compatibility.native.json_schema.alternatives import Conjunction
from mesh_assets.contract.compatibility.native.json_schema.document import Node
from mesh_assets.contract.compatibility.native.json_schema.facts import Facts
from mesh_assets.contract.compatibility.native.json_schema.members import (
    additional_properties,
    named_properties,
    property_schemas,
)
from mesh_assets.contract.compatibility.native.json_schema.scalars import length_obstacles
from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside

Compare = Callable[[Conjunction, Node], tuple[Obstacle, ...]]


def object_obstacles(compare: Compare, written: Facts, reader: Node) -> Iterator[Obstacle]:
    """Compare the properties, named or not, and how many there are."""
    known = frozenset(name for node in written.members for name in named_properties(node))
    yield from length_obstacles(written, reader.words, "minProperties", "maxProperties")
    yield from _required_obstacles(written, reader, known)
    for name in sorted(known | named_properties(reader)):
        yield from _property_obstacles(compare, written, reader, name, is_known=name in known)
    yield from _unnamed_obstacles(compare, written, reader)
    yield from _dependency_obstacles(compare, written, reader)


def written_property(written: Facts, name: str) -> Conjunction:
    """All that is known of a property."""
    return tuple(
        schema
        for node in written.members
        for schema in property_schemas(node, name, when_unsure=False)
    )


def _required_obstacles(written: Facts, reader: Node, known: frozenset[str]) -> Iterator[Obstacle]:
    """A property that is required newly may be absent, unless the reader has a default for it."""
    for name in reader.words.get("required", ()):
        if name in written.required or _has_default(reader, name):
            continue
        message = f"`{name}` is required, and may be absent"
        if name in known:
            yield Obstacle("REQUIRED_ATTRIBUTE_ADDED", f"/required/{name}", message)
        else:
            kind = f"REQUIRED_PROPERTY_ADDED_TO_{_content(written)}_CONTENT_MODEL"
            yield Obstacle(kind, f"/properties/{name}", message)


def _has_default(reader: Node, name: str) -> bool:
    schema = reader.words.get("properties", {}).get(name)
    if not isinstance(schema, dict) or "default" not in schema:
        return False
    return reader.part(schema).takes(schema["default"], unless_known=False)


def _property_obstacles(
    compare: Compare, written: Facts, reader: Node, name: str, *, is_known: bool
) -> Iterator[Obstacle]:
    known = written_property(written, name)
    for schema in property_schemas(reader, name, when_unsure=True):
        obstacles = compare(known, schema)
        place = f"/properties/{name}"
        if not obstacles:
            continue
        if schema.schema is False and name not in named_properties(reader):
            message = f"`{name}` may be written, and the reader's object is closed"
            yield Obstacle("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", place, message)
        elif not is_known and all(node.schema is True for node in known):
            message = f"`{name}` may be written as anything: the writer's object is open"
            yield Obstacle("OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", place, message)
        else:
            yield from inside(f"properties/{name}", obstacles)


def _unnamed_obstacles(compare: Compare, written: Facts, reader: Node) -> Iterator[Obstacle]:
    """Compare what holds for names that no schema lists; one that is strict enough will do."""
    attempts = [
        list(_of_one(compare, node, reader)) for node in (*written.members, reader.part(True))
    ]
    if all(attempts):
        yield from min(attempts, key=len)


def _of_one(compare: Compare, writer: Node, reader: Node) -> Iterator[Obstacle]:
    patterns = writer.words.get("patternProperties", {})
    demanded = reader.words.get("patternProperties", {})
    rest = tuple(additional_properties(writer))
    for wanted in additional_properties(reader):
        yield from _additional_obstacles(compare(rest, wanted), wanted)
        for pattern, schema in patterns.items():
            if pattern not in demanded:
                found = compare((writer.part(schema),), wanted)
                yield from inside(f"patternProperties/{pattern}", found)
    for pattern, schema in demanded.items():
        wanted = reader.part(schema)
        same = [writer.part(patterns[pattern])] if pattern in patterns else []
        others = [writer.part(each) for other, each in patterns.items() if other != pattern]
        # Names that match this pattern may match the others of the writer, or be the rest.
        sources = [tuple(same)] if same else [(each,) for each in others] + [rest]
        for source in sources:
            yield from inside(f"patternProperties/{pattern}", compare(source, wanted))


def _additional_obstacles(found: tuple[Obstacle, ...], wanted: Node) -> Iterator[Obstacle]:
    if found and wanted.schema is False:
        message = "properties without a name may be written, and the reader's object is closed"
        yield Obstacle("ADDITIONAL_PROPERTIES_REMOVED", "/additionalProperties", message)
    else:
        yield from inside("additionalProperties", found)


def _dependency_obstacles(compare: Compare, written: Facts, reader: Node) -> Iterator[Obstacle]:
    for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
        for trigger, demanded in reader.words.get(keyword, {}).items():
            place = f"{keyword}/{trigger}"
            if isinstance(demanded, list):
                missing = [n for n in demanded if n not in _together(written, trigger)]
                if missing:
                    message = f"beside `{trigger}`, {', '.join(missing)} may be absent"
                    yield Obstacle("DEPENDENCY_ARRAY_ADDED", f"/{place}", message)
            else:
                together = _schemas_beside(written, trigger)
                found = compare((*written.members, *together), reader.part(demanded))
                yield from inside(place, found)


def _together(written: Facts, trigger: str) -> frozenset[str]:
    """The properties that are certainly there where another one is."""
    listed = (
        names
        for keyword in ("dependentRequired", "dependencies")
        for each in written.said(keyword)
        if isinstance(names := each.get(trigger, ()), list)
    )
    return written.required | {trigger} | {name for names in listed for name in names}


def _schemas_beside(written: Facts, trigger: str) -> Conjunction:
    return tuple(
        node.part(schema)
        for node in written.members
        for keyword in ("dependentSchemas", "dependencies")
        if isinstance(schema := node.words.get(keyword, {}).get(trigger, True), dict | bool)
    )


def _content(written: Facts) -> str:
    is_open = all(
        schema.schema is True for node in written.members for schema in additional_properties(node)
    )
    return "OPEN" if is_open else "UNOPEN"
