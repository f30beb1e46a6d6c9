"""Products as a graph: who reads whom, in which order they are published, and what goes round."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from mesh_assets.errors import MeshError
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import majors_of, product_read

_NOTHING: Mapping[str, int] = MappingProxyType({})

Cycle = tuple[str, ...]
"""Products of which each reads the next; the last one is the first again."""


class CyclicProducts(MeshError):
    """Products that wait for each other: none of them could be published first."""

    def __init__(self, cycles: Iterable[Cycle]) -> None:
        self.cycles = tuple(cycles)
        paths = "; ".join(spoken_cycle(cycle) for cycle in self.cycles)
        super().__init__(f"products read each other in a circle: {paths}")


@dataclass(frozen=True)
class ProductGraph:
    """Which products a product reads, all known by their identifiers."""

    upstreams: Mapping[str, tuple[str, ...]]
    """The products that each product of the mesh reads; these may live in another mesh."""
    majors: Mapping[str, int] = field(default_factory=dict)
    """The major version of each product, by which ports choose among them."""

    @classmethod
    def of(
        cls, products: Iterable[DataProduct], gone: Mapping[str, int] = _NOTHING
    ) -> "ProductGraph":
        """Read the graph from the specs, in the order in which they are given.

        A port reads the product that has the major version which it accepts. `gone` are products
        that are no longer declared, with their major versions: who accepts one still reads it.
        """
        listed = list(products)
        majors = {**gone, **majors_of(listed)}
        upstreams = {product.identifier: _upstreams_of(product, majors) for product in listed}
        return cls(upstreams, majors)

    def consumers(self, identifier: str) -> tuple[str, ...]:
        """The products that read a product themselves, in the order of their names."""
        return self._consumers.get(identifier, ())

    def all_consumers(self, identifier: str) -> tuple[str, ...]:
        """The products that a product reaches, directly or through others, the nearest first."""
        return tuple(each for each in self._reached(identifier) if each != identifier)

    def order(self) -> tuple[str, ...]:
        """The products of the mesh, each after all that it reads; raises CyclicProducts."""
        try:
            ordered = tuple(TopologicalSorter(self.upstreams).static_order())
        except CycleError:
            raise CyclicProducts(self.cycles()) from None
        return tuple(each for each in ordered if each in self.upstreams)

    def cycles(self) -> tuple[Cycle, ...]:
        """The shortest way round for every product that reaches itself, each circle once."""
        found: dict[frozenset[str], Cycle] = {}
        told: set[str] = set()
        for identifier in sorted(self.upstreams):
            if identifier not in told and (cycle := self.cycle_through(identifier)):
                found.setdefault(frozenset(cycle), cycle)
                told.update(cycle)
        return tuple(found.values())

    def cycle_through(self, identifier: str) -> Cycle | None:
        """The shortest way by which a product reads itself; None where it does not."""
        came_from = self._reached(identifier)
        if identifier not in came_from:
            return None
        cycle = [identifier]
        while (previous := came_from[cycle[-1]]) != identifier:
            cycle.append(previous)
        return (*cycle, identifier)

    @cached_property
    def _consumers(self) -> Mapping[str, tuple[str, ...]]:
        readers: dict[str, list[str]] = {}
        for consumer, read in sorted(self.upstreams.items()):
            for upstream in read:
                readers.setdefault(upstream, []).append(consumer)
        return {upstream: tuple(found) for upstream, found in readers.items()}

    def _reached(self, identifier: str) -> dict[str, str]:
        """Every product downstream, the nearest first, and through which one it is reached."""
        came_from: dict[str, str] = {}
        waiting = deque([identifier])
        while waiting:
            current = waiting.popleft()
            for consumer in self.consumers(current):
                if consumer not in came_from:
                    came_from[consumer] = current
                    waiting.append(consumer)
        return came_from


def _upstreams_of(product: DataProduct, majors: Mapping[str, int]) -> tuple[str, ...]:
    """The products that a product reads, each once, in the order of its ports."""
    read = (
        product_read(port.source.identifier, port.major, majors) for port in product.product_inputs
    )
    return tuple(dict.fromkeys(read))


def publication_order(mesh: Mesh) -> tuple[DataProduct, ...]:
    """All products, each after those that it reads; raises CyclicProducts."""
    products = {product.identifier: product for product in mesh.products}
    return tuple(products[each] for each in ProductGraph.of(products.values()).order())


def spoken_cycle(cycle: Cycle) -> str:
    """Write a cycle as people read it, `a -> b -> a`: a reads b, which reads a."""
    return " -> ".join(cycle)
