"""The lineage of a whole mesh: from column to column across products, followed when asked for."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from mesh_assets.compute.dbt import (
    CompiledModels,
    CompiledProduct,
    DbtModelsInvalid,
    DbtProject,
)
from mesh_assets.compute.mapping import Mapping as SqlMapping
from mesh_assets.contract.model import Contract
from mesh_assets.documents.reading import read_text
from mesh_assets.metadata.lineage.product import (
    PortColumns,
    ProductLineage,
    product_lineage,
    unfollowed_model,
)
from mesh_assets.metadata.lineage.promises import column_names, port_columns, promised_contract
from mesh_assets.metadata.lineage.provenance import PortColumn
from mesh_assets.product.consumer import ConsumerContract, contracts_on
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.product import DataProduct
from mesh_assets.product.versions import majors_of, product_read


@dataclass(frozen=True, slots=True, order=True)
class ProductColumn:
    """A column of a product, or something inside one."""

    product: str
    """`domain/name`."""
    path: str


@dataclass
class MeshLineage:
    """Every product's lineage; each is followed once.

    The models are those of today. `earlier` are contracts that products had before: models that
    still read what only those promise are followed, so that a removed column has its users.
    """

    mesh: Mesh
    dbt: DbtProject
    earlier: Mapping[str, Iterable[Contract]] = field(default_factory=dict)
    """By product."""
    _known: dict[str, ProductLineage] = field(default_factory=dict)
    _compiled: dict[str, CompiledModels | DbtModelsInvalid] = field(default_factory=dict)

    def of(self, product: DataProduct) -> ProductLineage:
        """Follow the models of one product."""
        if product.identifier not in self._known:
            self._known[product.identifier] = self._followed(product)
        return self._known[product.identifier]

    def readers(self, identifier: str) -> Iterator[tuple[DataProduct, str]]:
        """The products that read a product, each with the table name of the port by which it does.

        In the order of their names.
        """
        for product in sorted(self.mesh.products, key=lambda each: each.identifier):
            for port in product.product_inputs:
                if self._read_by(port) == identifier:
                    yield product, port.table_name

    def contracts_on(self, identifier: str) -> tuple[ConsumerContract, ...]:
        """The consumer contracts on a product."""
        return contracts_on(self.mesh.consumers, identifier, self._majors)

    def sources(self, product: DataProduct, column: PortColumn) -> ProductColumn | str:
        """What a column of an input port is: the column of another product, or landed data."""
        for port in product.product_inputs:
            if port.table_name == column.port:
                return ProductColumn(self._read_by(port), column.path)
        named = (port for port in product.input_ports if port.table_name == column.port)
        return next((str(port.source) for port in named), column.port)

    @cached_property
    def _majors(self) -> Mapping[str, int]:
        return majors_of(self.mesh.products)

    def _read_by(self, port: ProductInput) -> str:
        """The product that a port reads: the one with the major version that it accepts."""
        return product_read(port.source.identifier, port.major, self._majors)

    def _followed(self, product: DataProduct) -> ProductLineage:
        ports = port_columns(product, self._promised)
        try:
            compiled = self._compiled_product(product)
        except DbtModelsInvalid as error:
            return _unknown(product, ports, f"dbt cannot read it: {_first_words(error)}")
        if compiled is None:
            return _unknown(product, ports, "it has no dbt model")
        contract = promised_contract(product)
        written = column_names([contract]) if contract else ()
        return product_lineage(compiled, product.table_name, ports, written)

    def _compiled_product(self, product: DataProduct) -> CompiledProduct | None:
        """The SQL that builds a product: its mapping, or its dbt models if it has any."""
        file = product.mapping_file
        if file is not None:
            return SqlMapping(file, read_text(file)).compiled(product.table_name)
        return self._compiled_models(product.schema_name).products.get(product.table_name)

    def _promised(self, port: ProductInput) -> Iterator[Contract]:
        """The contracts of the product that a port reads, today's first."""
        identifier = self._read_by(port)
        for product in self.mesh.products:
            contract = promised_contract(product) if product.identifier == identifier else None
            if contract is not None:
                yield contract
        yield from self.earlier.get(identifier, ())

    def _compiled_models(self, domain: str) -> CompiledModels:
        if domain not in self._compiled:
            try:
                self._compiled[domain] = self.dbt.compiled(domain)
            except DbtModelsInvalid as error:
                self._compiled[domain] = error
        found = self._compiled[domain]
        if isinstance(found, DbtModelsInvalid):
            raise found
        return found


def _first_words(error: DbtModelsInvalid) -> str:
    """What dbt says, in one line, without the text that it quotes below."""
    return " ".join(" ".join(str(error).splitlines()[:3]).split()).removeprefix("dbt: ")


def _unknown(product: DataProduct, ports: PortColumns, reason: str) -> ProductLineage:
    output = unfollowed_model(product.table_name, ports, reason)
    return ProductLineage((output,), output)
