"""Comparing pairs of schemas that may contain themselves.

A pair that is met again inside itself is first taken for readable. Where it turns out not to be,
all is compared once more with that knowledge, until nothing changes: readability is the greatest
fixed point, and each pass can only find more pairs that are not readable.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Generic, TypeVar

from mesh_assets.contract.compatibility.native.obstacle import Obstacle

Writer = TypeVar("Writer")
Reader = TypeVar("Reader")
Pair = tuple[Hashable, Hashable]
Rules = Callable[[Writer, Reader], Iterable[Obstacle]]


class Settling(Generic[Writer, Reader]):
    """Compares pairs by rules that ask for the comparison of other pairs."""

    def __init__(
        self,
        rules: Rules[Writer, Reader],
        identities: tuple[Callable[[Writer], Hashable], Callable[[Reader], Hashable]],
    ) -> None:
        self._rules = rules
        self._identities = identities
        self._assumed: dict[Pair, tuple[Obstacle, ...]] = {}
        self._known: dict[Pair, tuple[Obstacle, ...]] = {}
        self._open: set[Pair] = set()
        self._has_assumed = False

    def settle(self, writer: Writer, reader: Reader) -> tuple[Obstacle, ...]:
        """List what stands in the way of reading, once for each kind and place."""
        while True:
            self._known, self._has_assumed = {}, False
            found = self.obstacles(writer, reader)
            if not self._has_assumed or _refuted(self._known) == _refuted(self._assumed):
                return tuple({(each.kind, each.place): each for each in found}.values())
            self._assumed = self._known

    def obstacles(self, writer: Writer, reader: Reader) -> tuple[Obstacle, ...]:
        """Compare a pair inside another; places are relative to it."""
        pair = (self._identities[0](writer), self._identities[1](reader))
        if pair in self._open:
            self._has_assumed = True
            # One reason is enough where a pair contains itself: the others are told outside.
            return self._assumed.get(pair, ())[:1]
        if pair not in self._known:
            self._open.add(pair)
            self._known[pair] = tuple(self._rules(writer, reader))
            self._open.remove(pair)
        return self._known[pair]


def _refuted(known: dict[Pair, tuple[Obstacle, ...]]) -> set[Pair]:
    return {pair for pair, obstacles in known.items() if obstacles}
