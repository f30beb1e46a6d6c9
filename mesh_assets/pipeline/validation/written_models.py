"""The dbt models of the mesh: as they are written, and as dbt understands them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from mesh_assets.compute.dbt import DbtModelsInvalid, DbtProject, Model, ProductModels
from mesh_assets.documents.problem import Problem
from mesh_assets.pipeline.validation.dbt_failure import located_failure
from mesh_assets.pipeline.validation.model_files import ModelFile, Reading, model_file
from mesh_assets.pipeline.validation.written_mesh import identifier_of


@dataclass(frozen=True)
class WrittenModels:
    """The models in the domains' dbt project, which dbt reads again only when files changed."""

    root: Path
    """The dbt project."""
    project: DbtProject
    _understood: dict[str, dict[str, ProductModels] | DbtModelsInvalid] = field(
        default_factory=dict
    )

    def folder(self, domain: str, table: str) -> Path:
        """Where the models of a product lie."""
        return self.root / "models" / domain / table

    def files(self, domain: str, table: str) -> list[ModelFile]:
        """The SQL files of a product, with all that they read, in the order of their names."""
        understood = self.understood(domain, table)
        models = {model.file: model for model in understood.models} if understood else {}
        found = []
        for file in sorted(self.folder(domain, table).rglob("*.sql")):
            written = model_file(file)
            model = models.get(str(file.relative_to(self.root)))
            unseen = () if model is None else tuple(_unseen(written, model, table))
            found.append(replace(written, readings=(*written.readings, *unseen)))
        return found

    def understood(self, domain: str, table: str) -> ProductModels | None:
        """What dbt made of a product's models; None where it has none, or could not read them."""
        products = self._domain(domain)
        return None if isinstance(products, DbtModelsInvalid) else products.get(table)

    def failure(self, domain: str) -> Problem | None:
        """Why dbt cannot read a domain's models, at the file that it names; None where it can."""
        failure = self._domain(domain)
        return (
            located_failure(failure, self.root) if isinstance(failure, DbtModelsInvalid) else None
        )

    @cached_property
    def owners(self) -> dict[str, list[str]]:
        """The products that have a model of a name, by that name."""
        found: dict[str, list[str]] = {}
        for file in sorted((self.root / "models").rglob("*.sql")):
            parts = file.relative_to(self.root / "models").parts
            if len(parts) > 2:
                owner = identifier_of(self.folder(parts[0], parts[1]))
                found.setdefault(file.stem, []).append(owner)
        return found

    def _domain(self, domain: str) -> dict[str, ProductModels] | DbtModelsInvalid:
        if domain not in self._understood:
            try:
                self._understood[domain] = dict(self.project.prepared(domain).products)
            except DbtModelsInvalid as error:
                self._understood[domain] = error
        return self._understood[domain]


def _unseen(written: ModelFile, model: Model, table: str) -> Iterator[Reading]:
    """What dbt found that the model reads, and that its text does not show."""
    for port in model.sources:
        yield from _unless_shown(written, Reading(port, source=table))
    for name in model.foreign:
        kind, _, spoken = name.partition(" ")
        source, _, one = spoken.rpartition(".")
        yield from _unless_shown(
            written, Reading(one, source=source) if kind == "source" else Reading(spoken)
        )


def _unless_shown(written: ModelFile, reading: Reading) -> Iterator[Reading]:
    if not written.reads(reading):
        yield reading
