"""Whom a change of a column reaches: products with their models and columns, and people.

Known users are those that read the column by their SQL, and those that say so in a consumer
contract. What cannot be followed counts as using everything: nobody is left out for want of
knowledge.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from mesh_assets.contract.column_paths import overlap
from mesh_assets.contract.compatibility import Change, ChangeKind
from mesh_assets.metadata.lineage.mesh import MeshLineage, ProductColumn
from mesh_assets.metadata.lineage.provenance import EVERYTHING, PortColumn
from mesh_assets.product.product import DataProduct

_REACHES_NOBODY = frozenset(
    {
        ChangeKind.COLUMN_ADDED,
        ChangeKind.REQUIRED_COLUMN_ADDED,
        ChangeKind.DESCRIPTION_CHANGED,
        ChangeKind.QUALITY_CHECK_CHANGED,
    }
)
"""Changes of columns that nobody can use yet, or by which no value comes out otherwise."""


@dataclass(frozen=True, slots=True)
class AffectedProduct:
    """A product that is built from the column."""

    product: str
    models: tuple[str, ...]
    """Those that use it, for whatever."""
    columns: tuple[str, ...]
    """The published columns, or parts of them, that are made of it."""
    chooses_rows: bool
    """Whether it decides which rows are published: by a join, a filter, a grouping or an order."""
    through: tuple[str, ...]
    """The products by which it gets there, the nearest to the change first; none if directly."""
    unfollowed: tuple[str, ...]
    """The models that cannot be followed, and why: they count as using every column."""


@dataclass(frozen=True, slots=True)
class AffectedConsumer:
    """Those who use the column by a consumer contract."""

    contract: str
    """`domain/name` of the contract."""
    consumer: str
    """Their e-mail address."""
    purpose: str
    product: str
    """The product on which the contract is."""
    major: int
    """The major version of that product which they accept."""
    fields: tuple[str, ...]
    """Those of the contract's fields that are affected."""


@dataclass(frozen=True, slots=True)
class ColumnImpact:
    """All that is known to use one column of a product, directly or through other products."""

    product: str
    column: str
    """Its dotted path; `*` for the product as a whole."""
    products: tuple[AffectedProduct, ...]
    """The nearest first."""
    consumers: tuple[AffectedConsumer, ...]

    @property
    def is_used(self) -> bool:
        """Whether anybody is known to use it."""
        return bool(self.products or self.consumers)


def impacts(
    lineage: MeshLineage, product: str, changes: Iterable[Change]
) -> tuple[ColumnImpact, ...]:
    """Say of each column that some changes are about whom they reach, in their order."""
    columns = dict.fromkeys(
        column
        for change in changes
        if change.kind not in _REACHES_NOBODY
        for column in change.columns
    )
    return tuple(column_impact(lineage, product, column) for column in columns)


def column_impact(lineage: MeshLineage, product: str, column: str = EVERYTHING) -> ColumnImpact:
    """Find all that use a column of a product, or anything of it."""
    search = _Search(lineage)
    search.run(ProductColumn(product, column))
    return ColumnImpact(
        product=product,
        column=column,
        products=tuple(found.affected for found in search.found.values()),
        consumers=tuple(search.consumers()),
    )


@dataclass(slots=True)
class _Found:
    """What is known so far of one product that is reached."""

    product: DataProduct
    through: tuple[str, ...]
    models: dict[str, None] = field(default_factory=dict)
    columns: dict[str, None] = field(default_factory=dict)
    chooses_rows: bool = False
    unfollowed: tuple[str, ...] = ()

    @property
    def affected(self) -> AffectedProduct:
        """The same, once all is known."""
        return AffectedProduct(
            self.product.identifier,
            tuple(self.models),
            tuple(self.columns),
            self.chooses_rows,
            self.through,
            self.unfollowed,
        )


class _Search:
    """The way downstream from one column, the nearest first."""

    def __init__(self, lineage: MeshLineage) -> None:
        self._lineage = lineage
        self._reached: dict[ProductColumn, None] = {}
        self.found: dict[str, _Found] = {}

    def run(self, start: ProductColumn) -> None:
        """Visit every column that is made of the start, and of these in turn."""
        waiting: deque[tuple[ProductColumn, tuple[str, ...]]] = deque([(start, ())])
        while waiting:
            column, through = waiting.popleft()
            if column in self._reached:
                continue
            self._reached[column] = None
            for reader, port in self._lineage.readers(column.product):
                reached = self._visit(reader, PortColumn(port, column.path), through)
                waiting += [(each, (*through, reader.identifier)) for each in reached]

    def consumers(self) -> Iterator[AffectedConsumer]:
        """The consumer contracts on what was reached, each once for each product."""
        told = set()
        for column in self._reached:
            for contract in self._lineage.contracts_on(column.product):
                paths = [each.path for each in self._reached if each.product == column.product]
                fields = tuple(
                    name
                    for name in contract.fields
                    if EVERYTHING in paths or any(overlap(name, path) for path in paths)
                )
                if fields and contract.identifier not in told:
                    told.add(contract.identifier)
                    yield AffectedConsumer(
                        contract.identifier,
                        contract.consumer,
                        contract.purpose,
                        column.product,
                        contract.major,
                        fields,
                    )

    def _visit(
        self, reader: DataProduct, changed: PortColumn, through: tuple[str, ...]
    ) -> Iterator[ProductColumn]:
        """Note what a change does to a product that reads it, and give what goes on from there."""
        lineage = self._lineage.of(reader)
        models, columns = lineage.models_using(changed), lineage.columns_from(changed)
        # Of a product of which any row may change, any row that is made of it may, too.
        chooses_rows = lineage.decides_rows(changed) or changed.path == EVERYTHING
        if not models and not chooses_rows:
            return
        found = self.found.setdefault(reader.identifier, _Found(reader, through))
        found.models |= dict.fromkeys(models)
        found.columns |= dict.fromkeys(columns)
        found.chooses_rows |= chooses_rows
        found.unfollowed = lineage.unfollowed
        reached = (EVERYTHING,) if chooses_rows else columns
        yield from (ProductColumn(reader.identifier, path) for path in reached)
