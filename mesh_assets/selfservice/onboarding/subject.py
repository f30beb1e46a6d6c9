"""All that the checklist looks at: what a product declares, and what has happened to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mesh_assets.compute.dbt import Model, ProductModels
from mesh_assets.contract.model import Contract
from mesh_assets.contract.output import output_contract
from mesh_assets.errors import InfrastructureError, MeshError
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import PublicationRecord
from mesh_assets.pipeline.models import product_models
from mesh_assets.product.domain import DomainDeclaration
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct

T = TypeVar("T")


class NoContract(MeshError):
    """A product names no contract of its published table."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A product in its domain; what cannot be read is None, and has a complaint instead."""

    domain: DomainDeclaration
    product: DataProduct
    consumers: tuple[str, ...]
    """The products of the mesh that read it."""
    contract: Contract | None
    contract_complaint: str
    models: ProductModels | None
    models_complaint: str
    publications: tuple[PublicationRecord, ...]
    """What its partitions show."""

    @property
    def spec(self) -> str:
        """How messages name the spec."""
        return f"{self.product.folder.name}/{self.product.file.name}"

    @property
    def listed_models(self) -> tuple[Model, ...]:
        """Its dbt models; none where they cannot be read."""
        return self.models.models if self.models else ()

    @property
    def contract_file(self) -> str:
        """How messages name the contract of the published table."""
        return f"{self.product.folder.name}/{self.product.contract or 'contract.odcs.yaml'}"


def look_at(installation: Installation, mesh: Mesh, identifier: str) -> Subject:
    """Gather what is known of a product; raises UnknownProduct."""
    product = mesh.product(identifier)
    domain = next(each for each in mesh.domains if each.name == product.domain)
    contract, contract_complaint = _read(lambda: _contract(product))
    models, models_complaint = _read(lambda: _models(installation, product))
    published = installation.ledger.latest_publications(product.identifier)
    return Subject(
        domain=domain.declaration,
        product=product,
        consumers=ProductGraph.of(mesh.products).consumers(product.identifier),
        contract=contract,
        contract_complaint=contract_complaint,
        models=models,
        models_complaint=models_complaint,
        publications=tuple(record for record in published if record.candidate),
    )


def _contract(product: DataProduct) -> Contract:
    contract = output_contract(product)
    if contract is None:
        raise NoContract("the spec names none")
    return contract


def _models(installation: Installation, product: DataProduct) -> ProductModels:
    models = product_models(installation.dbt, product)
    models.verify()
    return models


def _read(read: Callable[[], T]) -> tuple[T | None, str]:
    """Read a part of the product, or tell why not; the machine's faults are no finding."""
    try:
        return read(), ""
    except InfrastructureError:
        raise
    except MeshError as error:
        return None, str(error)
