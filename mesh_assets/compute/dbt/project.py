"""The domains' dbt project, as the mesh uses it: prepare a domain, build a product."""

import time
from typing import TYPE_CHECKING

from mesh_assets.compute.dbt.compiled import CompiledModels
from mesh_assets.compute.dbt.domain_models import DomainModels, LoadedModels
from mesh_assets.compute.dbt.errors import DbtBuildFailed
from mesh_assets.compute.dbt.index import DbtManifestIndex, ProductModels
from mesh_assets.compute.dbt.run import DbtRun, DbtStatus

if TYPE_CHECKING:
    from mesh_assets.compute.database import RunDatabase
    from mesh_assets.settings import Settings


class DbtProject:
    """The dbt project shared by the domains; a cheap handle until something is asked of it."""

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._domains: dict[str, DomainModels] = {}

    def stored(self, domain: str) -> DbtManifestIndex | None:
        """Return the index of a domain's models if prepared as they are now; never parses."""
        return self._domain(domain).stored()

    def prepared(self, domain: str) -> DbtManifestIndex:
        """Return the index of a domain's models; parse first when one of their files has changed.

        Raises DbtModelsInvalid when dbt cannot read them.
        """
        return self._domain(domain).prepared()

    def compiled(self, domain: str) -> CompiledModels:
        """Return the SQL that a domain's models come down to; compile once for each state of them.

        Raises DbtModelsInvalid when dbt cannot read them.
        """
        return self._domain(domain).compiled()

    def product_digest(self, domain: str, product_table: str) -> str:
        """SHA-256 of the models and the macros that build one product, as they are now."""
        return self._domain(domain).product_digest(product_table)

    def build(self, database: "RunDatabase", domain: str, product_table: str) -> DbtRun:
        """Build and test the models of one product in a run's database.

        Failing tests are results, and so are the models that dbt skips after them. Raises
        DbtModelsInvalid when the models cannot be run as written, and DbtBuildFailed when one of
        them did not build.
        """
        loaded = self._domain(domain).loaded()
        models = loaded.index.product(product_table)
        models.verify()
        run = _run(loaded, models, database)
        _raise_failed_models(run)
        return run

    def _domain(self, domain: str) -> DomainModels:
        if domain not in self._domains:
            self._domains[domain] = DomainModels(self._settings, domain)
        return self._domains[domain]


def _run(loaded: LoadedModels, models: ProductModels, database: "RunDatabase") -> DbtRun:
    # Here, because importing dbt takes seconds that most commands never need.
    from mesh_assets.compute.dbt import engine, outcome  # noqa: PLC0415

    recorder = outcome.EventRecorder()
    started = time.perf_counter()
    nodes = engine.build(loaded.manifest, loaded.project, models, database, recorder.record)
    return DbtRun(
        models=models,
        results=outcome.results(models, nodes),
        events=tuple(recorder.events),
        manifest=loaded.manifest,
        target=engine.target_of(database),
        seconds=time.perf_counter() - started,
    )


def _raise_failed_models(run: DbtRun) -> None:
    built = [
        (model, run.result(model.unique_id)) for model in run.models.models if model.has_result
    ]
    messages = [
        f"model {model.name} ({model.file}) did not build: {result.message or result.status}"
        for model, result in built
        if result.status in {DbtStatus.ERROR, DbtStatus.MISSING}
    ]
    if messages:
        raise DbtBuildFailed("\n".join(messages), run)
