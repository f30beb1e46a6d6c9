"""All that the checklist looks at: what a product declares, and what has happened to it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mesh_assets.compute.dbt import Model, ProductModels
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.errors import InfrastructureError, MeshError
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import PublicationRecord
from mesh_assets.product.domain import DomainDeclaration
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Subject:
    """A product in its domain; what cannot be read is None, and has a complaint."""

    domain: DomainDeclaration
    product: DataProduct
    consumers: tuple[str, ...]
    """The products of the mesh that read it."""
    contract: Contract | None
    models: ProductModels | None
    publications: tuple[PublicationRecord, ...]
    """What its partitions show."""
    complaints: tuple[str, ...]
    """Why the contract or the models cannot be read."""

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
    complaints: list[str] = []
    contract = _read(lambda: _contract(product), complaints)
    models = _read(lambda: _models(installation, product), complaints)
    published = installation.ledger.latest_publications(product.identifier)
    return Subject(
        domain=domain.declaration,
        product=product,
        consumers=ProductGraph.of(mesh.products).consumers(product.identifier),
        contract=contract,
        models=models,
        publications=tuple(record for record in published if record.candidate),
        complaints=tuple(complaints),
    )


def _contract(product: DataProduct) -> Contract | None:
    if product.contract is None:
        return None
    return load_contract(product.folder / product.contract, table=product.table_name)


def _models(installation: Installation, product: DataProduct) -> ProductModels:
    models = installation.dbt.prepared(product.schema_name).product(product.table_name)
    models.verify()
    return models


def _read(read: Callable[[], T], complaints: list[str]) -> T | None:
    """Read a part of the product; its mistakes are findings, the machine's faults are not."""
    try:
        return read()
    except InfrastructureError:
        raise
    except MeshError as error:
        complaints.append(str(error))
        return None
