"""Where the value of a column comes from."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mesh_assets.contract.column_paths import lies_within, overlap

EVERYTHING = "*"
"""The path that stands for all columns of a port; no column can be called so."""


@dataclass(frozen=True, slots=True, order=True)
class PortColumn:
    """A column of an input port, or something inside one."""

    port: str
    """The port's table name."""
    path: str
    """Dotted, with `[]` for the items of an array; `*` for all columns."""

    def concerns(self, other: "PortColumn") -> bool:
        """Whether what happens to the other column happens to this one."""
        if self.port != other.port:
            return False
        if EVERYTHING in {self.path, other.path}:
            return True
        # SQL does not tell upper from lower case nor, in `unnest`, an object from an array.
        one, two = (each.path.lower().replace("[]", "") for each in (self, other))
        return overlap(one, two)

    def inside(self, step: str) -> "PortColumn":
        """What is inside: `.city` of an object, `[]` of an array."""
        path = self.path if self.path == EVERYTHING else f"{self.path}{step}"
        return PortColumn(self.port, path)


Origins = frozenset[PortColumn]


@dataclass(frozen=True, slots=True)
class Provenance:
    """The columns that a value is made of."""

    origins: Origins = frozenset()
    is_taken_over: bool = False
    """Whether it is its only origin as it is: what is inside it comes from inside that."""
    fields: Mapping[str, "Provenance"] = field(default_factory=dict)
    """Of an object that is put together in SQL: where each field comes from."""

    def inside(self, step: str) -> "Provenance":
        """Where what is inside comes from, as exactly as it is known."""
        if step.removeprefix(".") in self.fields:
            return self.fields[step.removeprefix(".")]
        if self.is_taken_over:
            return Provenance(frozenset(one.inside(step) for one in self.origins), True)
        return Provenance(self.origins)

    def touched_by(self, changed: PortColumn) -> Iterator[str]:
        """The parts of the value that a change of a column reaches: `.city`; empty for it all."""
        if self.fields:
            for name, part in self.fields.items():
                yield from (f".{name}{inner}" for inner in part.touched_by(changed))
            return
        for origin in self.origins:
            if origin.concerns(changed):
                deeper = lies_within(changed.path.lower(), origin.path.lower())
                yield changed.path[len(origin.path) :] if self.is_taken_over and deeper else ""


def made_of(parts: Iterable[Provenance]) -> Provenance:
    """Where a value comes from that is computed from others."""
    return Provenance(frozenset(origin for part in parts for origin in part.origins))
