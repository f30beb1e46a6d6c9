"""What a reader demands of arrays."""

from collections.abc import Callable, Iterator

from mesh_assets.contract.compatibility.native.json_schema.alternatives import Conjunction
from mesh_assets.contract.compatibility.native.json_schema.document import Node
from mesh_assets.contract.compatibility.native.json_schema.facts import Facts
from mesh_assets.contract.compatibility.native.json_schema.members import (
    count_of_places,
    further_items,
    item_schemas,
)
from mesh_assets.contract.compatibility.native.json_schema.scalars import length_obstacles
from mesh_assets.contract.compatibility.native.obstacle import Obstacle, inside

Compare = Callable[[Conjunction, Node], tuple[Obstacle, ...]]


def array_obstacles(compare: Compare, written: Facts, reader: Node) -> Iterator[Obstacle]:
    """Compare the items, place by place, how many there are, and whether they repeat."""
    words = reader.words
    yield from length_obstacles(written, words, "minItems", "maxItems")
    if words.get("uniqueItems") and True not in written.said("uniqueItems"):
        yield Obstacle("UNIQUE_ITEMS_ADDED", "/uniqueItems", "items may repeat")
    yield from _contained_obstacles(written, reader)
    longest = min(written.said("maxItems"), default=None)
    places = max(count_of_places(node) for node in (*written.members, reader))
    for index in range(places):
        if longest is not None and index >= longest:
            return
        known = tuple(item for node in written.members for item in item_schemas(node, index))
        for wanted in item_schemas(reader, index):
            yield from inside(f"items/{index}", compare(known, wanted))
    if longest is None or longest > places:
        known = tuple(item for node in written.members for item in further_items(node))
        for wanted in further_items(reader):
            yield from inside("items", compare(known, wanted))


def _contained_obstacles(written: Facts, reader: Node) -> Iterator[Obstacle]:
    """Compare how many items of a kind there are; of two kinds nobody knows what they share."""
    words = reader.words
    if "contains" not in words:
        return
    alike = Facts(tuple(written.members_like(reader, "contains")))
    if not alike.members:
        yield Obstacle("CONTAINS_CHANGED", "/contains", "items of another kind are demanded")
        return
    if words.get("minContains", 1) > max(alike.said("minContains"), default=1):
        yield Obstacle("MIN_CONTAINS_INCREASED", "/minContains", "more items are demanded")
    most = min(alike.said("maxContains"), default=None)
    if "maxContains" in words and (most is None or words["maxContains"] < most):
        yield Obstacle("MAX_CONTAINS_DECREASED", "/maxContains", "fewer items are read")
