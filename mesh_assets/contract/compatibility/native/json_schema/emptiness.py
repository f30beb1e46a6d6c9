"""Whether nothing can be valid for several schemas at once, as far as that is certain."""

from collections.abc import Callable

from mesh_assets.contract.compatibility.native.json_schema.alternatives import (
    Conjunction,
    alternatives,
)
from mesh_assets.contract.compatibility.native.json_schema.document import Node
from mesh_assets.contract.compatibility.native.json_schema.facts import NUMBERS, Facts
from mesh_assets.contract.compatibility.native.json_schema.objects import written_property
from mesh_assets.contract.compatibility.native.obstacle import Obstacle

_DEEPEST = 8
"""So deep are required properties looked into; a schema may require itself."""


class Emptiness:
    """Finds conjunctions that contradict themselves."""

    def __init__(self, compare: Callable[[Conjunction, Node], tuple[Obstacle, ...]]) -> None:
        self._compare = compare

    def is_empty(self, written: Conjunction, depth: int = 0) -> bool:
        """Whether no value is valid for all; False where that is not certain."""
        if depth > _DEEPEST:
            return False
        return all(self._contradicts(Facts(each), depth) for each in alternatives(written))

    def _contradicts(self, facts: Facts, depth: int) -> bool:
        if not facts.types or self._is_refused(facts):
            return True
        if facts.values is not None:
            return not any(
                all(node.takes(value, unless_known=True) for node in facts.members)
                for value in facts.values
            )
        if facts.types <= NUMBERS and facts.is_out_of_bounds:
            return True
        return facts.types == {"object"} and any(
            self.is_empty(written_property(facts, name), depth + 1) for name in facts.required
        )

    def _is_refused(self, facts: Facts) -> bool:
        """Whether a member refuses all that the others allow."""
        refusing = [node for node in facts.members if "not" in node.words]
        others = tuple(node for node in facts.members if "not" not in node.words)
        return any(not self._compare(others, node.part(node.words["not"])) for node in refusing)
