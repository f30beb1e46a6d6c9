"""What SQL can read: an input port, or another model of the product."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mesh_assets.metadata.lineage.provenance import EVERYTHING, Origins, PortColumn, Provenance


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or a view: where its columns come from, and what decides which rows it has."""

    columns: Mapping[str, Provenance] = field(default_factory=dict)
    """By name, in lower case, in order."""
    rows: Origins = frozenset()
    others: Provenance | None = None
    """Where columns come from that are not listed; None where all are."""
    port: str | None = None
    """The input port, where it is one: a column that is not listed is its column of that name."""

    @classmethod
    def of_port(cls, port: str, columns: Iterable[str] | None) -> "Relation":
        """An input port; None where nobody says which columns it has."""
        if columns is None:
            return cls(port=port, others=Provenance(frozenset({PortColumn(port, EVERYTHING)})))
        origins = {name.lower(): frozenset({PortColumn(port, name)}) for name in columns}
        return cls({name: Provenance(one, is_taken_over=True) for name, one in origins.items()})

    @classmethod
    def unfollowed(cls, inputs: Iterable[str]) -> "Relation":
        """A model that cannot be followed: all that it may read counts, for columns and rows."""
        all_of_them = frozenset(PortColumn(port, EVERYTHING) for port in inputs)
        return cls(rows=all_of_them, others=Provenance(all_of_them))

    def column(self, name: str) -> Provenance | None:
        """Where a column comes from; None where there is none of that name."""
        if name in self.columns or self.others is None:
            return self.columns.get(name)
        if self.port is not None:
            return Provenance(frozenset({PortColumn(self.port, name)}), True)
        return self.others
