"""Whether what a consumer says that it uses is there, and is all that it uses."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from mesh_assets.contract.column_paths import lies_within, overlap
from mesh_assets.contract.compatibility.expectations import unkept
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.metadata.lineage.promises import output_contract
from mesh_assets.metadata.lineage.provenance import EVERYTHING, PortColumn
from mesh_assets.product.consumer import ConsumerContract, contracts_on
from mesh_assets.product.consumer_files import read_terms
from mesh_assets.product.consumer_terms import is_data_contract
from mesh_assets.product.product import DataProduct
from mesh_assets.product.sources import PRODUCT


def consumer_problems(
    contract: ConsumerContract, lineage: MeshLineage, today: date | None = None
) -> Iterator[Problem]:
    """Hold one consumer contract against the product that it is on, and against its own models.

    The products are those of `lineage`; `today` is by default the day that it is, in UTC.
    """
    held = _Held(contract, read_terms(contract.file), lineage)
    yield from held.term_problems(today or datetime.now(UTC).date())
    yield from held.source_problems()


@dataclass
class _Held:
    contract: ConsumerContract
    document: Document
    lineage: MeshLineage

    def term_problems(self, today: date) -> Iterator[Problem]:
        """Report an agreement that is over."""
        until = self.contract.until
        if until is not None and until < today:
            message = f"the agreement ended on {until}: agree anew, or remove this file"
            yield self.document.problem(("until",), message)

    def source_problems(self) -> Iterator[Problem]:
        """Report what the product does not have, or not in the version that is accepted."""
        identifier = self.contract.source.identifier
        if self.product is None:
            meant = suggest(identifier, self._products)
            message = f"there is no product `{identifier}` in the mesh"
            yield self.document.problem(
                ("source",), message, f"{PRODUCT}{meant}" if meant else None
            )
            return
        yield from self._major_problems(self.product)
        if self.promised is None:
            message = f"{identifier} promises no fields: it has no contract that can be read"
            yield self.document.problem(("source",), message)
            return
        yield from self._field_problems(self.promised)
        yield from self._expectation_problems(self.promised)
        yield from self._personal_problems(self.promised)
        yield from self._reader_problems()

    @cached_property
    def product(self) -> DataProduct | None:
        """The product that the contract is on."""
        return self._products.get(self.contract.source.identifier)

    @cached_property
    def promised(self) -> Contract | None:
        """What that product promises."""
        return output_contract(self.product) if self.product else None

    @cached_property
    def _products(self) -> dict[str, DataProduct]:
        return {each.identifier: each for each in self.lineage.mesh.products}

    def _major_problems(self, product: DataProduct) -> Iterator[Problem]:
        accepted, version = self.contract.major, product.version
        if accepted != version.major:
            message = (
                f"the contract accepts major {accepted} of {product.identifier}, whose spec is at "
                f"{version}: agree on that"
            )
            yield self.document.problem(("major",), message, str(version.major))

    def _field_problems(self, promised: Contract) -> Iterator[Problem]:
        known = [path for path, _ in promised.walk()]
        for index, name in enumerate(self.contract.fields):
            if name not in known:
                message = f"{self.contract.source.identifier} does not promise `{name}`"
                yield self.document.problem(("fields", index), message, suggest(name, known))

    def _expectation_problems(self, promised: Contract) -> Iterator[Problem]:
        """Report what a data contract expects of the fields beyond that they are there."""
        if not is_data_contract(scan_document(self.contract.file)):
            return
        try:
            expected = load_contract(self.contract.file)
        except DocumentError as error:
            yield from error.problems
            return
        for column, obstacle in unkept(promised, expected):
            message = f"{self.contract.source.identifier} does not promise this: {obstacle}"
            fields = enumerate(self.contract.fields)
            index = next(index for index, name in fields if lies_within(name, column))
            yield self.document.problem(("fields", index), message)

    def _personal_problems(self, promised: Contract) -> Iterator[Problem]:
        """Who uses personal data says what it must not be used for."""
        if self.contract.limitations:
            return
        personal = [path for path, column in promised.walk() if column.is_personal]
        for index, name in enumerate(self.contract.fields):
            if any(overlap(name, path) for path in personal):
                message = (
                    f"`{name}` is personal data: say in `limitations` what it must not be used "
                    "for, and how it is protected"
                )
                yield self.document.problem(("fields", index), message)

    def _reader_problems(self) -> Iterator[Problem]:
        """Report products that are not there, do not read the product, or read more of it."""
        identifier = self.contract.source.identifier
        for index, reader in enumerate(self.contract.readers):
            product = self._products.get(reader)
            if product is None:
                own = [each.name for each in self._own_products()]
                message = f"there is no product `{reader}` in the mesh"
                meant = suggest(self.contract.products[index], own)
                yield self.document.problem(("products", index), message, meant)
                continue
            ports = [
                port.table_name
                for port in product.product_inputs
                if self.lineage.read_by(port) == identifier
            ]
            if not ports:
                message = f"{reader} has no input port that reads {identifier}"
                yield self.document.problem(("products", index), message)
            for port in ports:
                yield from self._unlisted_fields(product, port)

    def _unlisted_fields(self, reader: DataProduct, port: str) -> Iterator[Problem]:
        found = self.lineage.of(reader)
        listed = self._fields_of(reader)
        for origin in sorted(found.reads):
            if origin.port == port and not _is_listed(origin, listed, self.promised):
                models = ", ".join(model.name for model in found.models if origin in model.reads)
                yield self.document.problem(
                    ("fields",), self._unlisted(reader, origin, models, found.unfollowed)
                )

    def _unlisted(
        self, reader: DataProduct, origin: PortColumn, models: str, unfollowed: Sequence[str]
    ) -> str:
        if origin.path == EVERYTHING:
            reasons = "; ".join(unfollowed)
            return (
                f"{reader.identifier} counts as reading every field, and not all are listed, "
                f"because of {reasons}"
            )
        return (
            f"{reader.identifier} reads `{origin.path}` (in {models}), which is not listed: "
            "add it here, or read it no more"
        )

    def _fields_of(self, reader: DataProduct) -> list[str]:
        """What a product may read by all contracts under which it reads the same product."""
        contracts = contracts_on(self.lineage.mesh.consumers, self.contract.source.identifier)
        together = [each for each in contracts if reader.identifier in each.readers]
        return [name for each in (self.contract, *together) for name in each.fields]

    def _own_products(self) -> Iterator[DataProduct]:
        return (each for each in self._products.values() if each.domain == self.contract.domain)


def _is_listed(origin: PortColumn, listed: Iterable[str], promised: Contract | None) -> bool:
    if origin.path != EVERYTHING:
        # SQL does not tell upper from lower case.
        return any(lies_within(origin.path.lower(), name.lower()) for name in listed)
    every = [column.name for column in promised.columns] if promised else []
    return set(every) <= set(listed)
