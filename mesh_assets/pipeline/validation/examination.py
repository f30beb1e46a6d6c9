"""All that can be known to be wrong before anything runs: the composition of every validator.

A validator looks at a spec as it is written, so that it finds its problems even in a spec that
does not load: a person sees all mistakes of all files at once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from mesh_assets.compute.dbt import DbtProject
from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.problem import DocumentError, Problem, in_reading_order
from mesh_assets.errors import MeshError
from mesh_assets.metadata.lineage.mesh import MeshLineage
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.validation.claims import claim_problems
from mesh_assets.pipeline.validation.consumers import consumer_problems
from mesh_assets.pipeline.validation.contracts import (
    input_contract_problems,
    output_contract_problems,
)
from mesh_assets.pipeline.validation.drift import contract_drift_problems
from mesh_assets.pipeline.validation.endings import ended_version_problems
from mesh_assets.pipeline.validation.models import model_problems
from mesh_assets.pipeline.validation.quality import soda_problems
from mesh_assets.pipeline.validation.references import check_file_problems
from mesh_assets.pipeline.validation.upstreams import (
    cycle_problems,
    major_problems,
    mapping_problems,
    unknown_upstream_problems,
)
from mesh_assets.pipeline.validation.version_documents import version_documents
from mesh_assets.pipeline.validation.written_mesh import WrittenMesh
from mesh_assets.pipeline.validation.written_models import WrittenModels
from mesh_assets.product.consumer_files import (
    consumer_files,
    load_consumer,
    misnamed_consumers,
)
from mesh_assets.product.folders import (
    CONSUMERS_FOLDER,
    DOMAIN_FILE,
    PRODUCT_FILE,
    domain_folders,
    is_in_domain,
    misnamed_products,
    product_folders,
)
from mesh_assets.product.mesh import load_declaration, load_product, load_sound_domains
from mesh_assets.settings import Settings

Validator = Callable[[Document], Iterable[Problem]]

VALIDATORS: tuple[Validator, ...] = (
    output_contract_problems,
    input_contract_problems,
    contract_drift_problems,
    check_file_problems,
    soda_problems,
)
"""What is checked of each product.yaml beyond the language itself."""

MeshValidator = Callable[[Document, WrittenMesh], Iterable[Problem]]

MESH_VALIDATORS: tuple[MeshValidator, ...] = (
    unknown_upstream_problems,
    major_problems,
    mapping_problems,
    cycle_problems,
    claim_problems,
)
"""What is checked of each product.yaml beside the other specs of its mesh."""


class NothingToCheckError(MeshError):
    """A path holds no spec."""


@dataclass(frozen=True, slots=True)
class Examination:
    """What was looked at, and what is wrong with it."""

    products: int
    domains: int
    problems: tuple[Problem, ...]
    """In the order of the files and of the places in them, without repetition."""


def problems_of(paths: Iterable[Path], settings: Settings) -> list[Problem]:
    """Find every problem of the specs at some paths, and of the files and models that they name.

    A path is a product.yaml, a consumer contract, a product's folder, a domain's folder or a folder
    of domains. Raises NothingToCheckError for a path that is none of these.
    """
    return list(examine(paths, settings).problems)


def examine(paths: Iterable[Path], settings: Settings) -> Examination:
    """Find every problem, and count what was looked at; raises NothingToCheckError.

    The specs of the mesh's own domains are also held against their dbt models, which dbt parses
    when they have changed since it last did.
    """
    selection = _Selection()
    for path in paths:
        selection.add(path)
    problems = list(selection.problems)
    for file in selection.declarations:
        problems += _problems_loading(load_declaration, file)
    for file in selection.products:
        problems += _problems_loading(load_product, file)
    for file in selection.consumers:
        problems += _problems_loading(load_consumer, file)
    specs = list(_readable(selection.products))
    for spec in specs:
        problems += [problem for validator in VALIDATORS for problem in validator(spec)]
    problems += _problems_in_the_mesh(specs, settings)
    project = DbtProject(settings)
    problems += _problems_of_models(specs, settings, project)
    problems += _problems_of_consumers(selection.consumers, settings, project)
    return Examination(
        products=len(selection.products),
        domains=len(selection.declarations),
        problems=in_reading_order(dict.fromkeys(problems)),
    )


@dataclass(slots=True)
class _Selection:
    """The specs at some paths, each once."""

    declarations: dict[Path, None] = field(default_factory=dict)
    products: dict[Path, None] = field(default_factory=dict)
    consumers: dict[Path, None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path) -> None:
        """Take in what a path means."""
        if path.name == DOMAIN_FILE:
            self.declarations[path] = None
        elif path.is_file() and path.resolve().parent.name == CONSUMERS_FOLDER:
            self.consumers[path] = None
        elif path.is_file():
            self.products[path] = None
        elif (path / PRODUCT_FILE).exists():
            self.products[path / PRODUCT_FILE] = None
        elif (path / DOMAIN_FILE).exists() or product_folders(path):
            self._add_domain(path)
        elif folders := domain_folders(path):
            for folder in folders:
                self._add_domain(folder)
        else:
            raise NothingToCheckError(
                f"{path} holds no {PRODUCT_FILE} and no {DOMAIN_FILE}: there is nothing to check"
            )

    def _add_domain(self, folder: Path) -> None:
        self.declarations[folder / DOMAIN_FILE] = None
        self.products |= dict.fromkeys(each / PRODUCT_FILE for each in product_folders(folder))
        self.consumers |= dict.fromkeys(consumer_files(folder))
        self.problems += [*misnamed_products(folder), *misnamed_consumers(folder)]


def _problems_loading(load: Callable[[Path], object], file: Path) -> Sequence[Problem]:
    try:
        load(file)
    except DocumentError as error:
        return error.problems
    return ()


def _readable(files: Iterable[Path]) -> Iterator[Document]:
    for file in files:
        try:
            spec = scan_document(file)
        except DocumentError:
            continue  # loading it has reported why
        yield spec
        yield from version_documents(spec)


def _problems_in_the_mesh(specs: Iterable[Document], settings: Settings) -> Iterator[Problem]:
    meshes: dict[Path, WrittenMesh] = {}
    ledger, now = Ledger(settings.catalog_uri), datetime.now(UTC)
    for spec in specs:
        folder = _domains_around(spec, settings)
        mesh = meshes.setdefault(folder, WrittenMesh(folder))
        for validator in MESH_VALIDATORS:
            yield from validator(spec, mesh)
        yield from ended_version_problems(spec, mesh, ledger, now)


def _problems_of_models(
    specs: Iterable[Document], settings: Settings, project: DbtProject
) -> Iterator[Problem]:
    models = WrittenModels(settings.dbt_project, project)
    own = [
        spec
        for spec in specs
        if is_in_domain(spec.file.resolve().parent)
        and _domains_around(spec, settings) == settings.domains
    ]
    for domain, of_domain in groupby(sorted(own, key=_domain_of), key=_domain_of):
        yield from model_problems(domain, of_domain, models)


def _problems_of_consumers(
    files: Iterable[Path], settings: Settings, project: DbtProject
) -> Iterator[Problem]:
    """Hold the mesh's own consumer contracts against the domains that are free of mistakes."""
    own = {file.resolve() for file in files}
    if not own:
        return
    mesh, _ = load_sound_domains(settings.domains)
    lineage = MeshLineage(mesh, project)
    for contract in mesh.consumers:
        if contract.file.resolve() in own:
            yield from consumer_problems(contract, lineage)


def _domains_around(spec: Document, settings: Settings) -> Path:
    """The folder of the domains that a spec belongs to: its own, or else the mesh's."""
    folder = spec.file.resolve().parent
    return folder.parent.parent if is_in_domain(folder) else settings.domains


def _domain_of(spec: Document) -> str:
    return spec.file.resolve().parent.parent.name
