"""The domains' dbt project, as the mesh uses it: prepare a domain, build a product."""

import copy
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mesh_assets.compute.dbt.domain_models import DomainModels
from mesh_assets.compute.dbt.domain_project import RUN_DATABASE
from mesh_assets.compute.dbt.errors import DbtBuildFailed
from mesh_assets.compute.dbt.index import DbtManifestIndex, ProductModels
from mesh_assets.compute.dbt.run import DbtRun, DbtStatus

if TYPE_CHECKING:
    from mesh_assets.compute.database import RunDatabase
    from mesh_assets.settings import Settings

Manifest = Any
"""Dbt's own, known by its class only to the modules that import dbt."""


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

    def build(self, database: "RunDatabase", domain: str, product_table: str) -> DbtRun:
        """Build and test the models of one product in a run's database.

        Failing tests are results, and so are the models that dbt skips after them. Raises
        DbtModelsInvalid when the models cannot be run as written, and DbtBuildFailed when one of
        them did not build.
        """
        models = self.prepared(domain).product(product_table)
        models.verify()
        run = self._run(models, database)
        _raise_failed_models(run)
        return run

    def _run(self, models: ProductModels, database: "RunDatabase") -> DbtRun:
        # Here, because importing dbt takes seconds that most commands never need.
        from mesh_assets.compute.dbt import engine, outcome  # noqa: PLC0415

        loaded = self._domain(models.domain).loaded()
        manifest = loaded.manifest
        recorder = outcome.EventRecorder()
        target = database.scratch / "dbt"
        started = time.perf_counter()
        with _pristine(manifest, models):
            nodes = engine.build(
                manifest,
                loaded.project,
                target,
                {RUN_DATABASE: database.path},
                [f"path:{models.folder}"],
                recorder.record,
            )
        return DbtRun(
            models=models,
            results=outcome.results(models, nodes),
            events=tuple(recorder.events),
            manifest=manifest,
            target=target,
            seconds=time.perf_counter() - started,
        )

    def _domain(self, domain: str) -> DomainModels:
        if domain not in self._domains:
            self._domains[domain] = DomainModels(self._settings, domain)
        return self._domains[domain]


def _raise_failed_models(run: DbtRun) -> None:
    failed = [
        (model, run.result(model.unique_id)) for model in run.models.models if model.has_result
    ]
    messages = [
        f"model {model.name} ({model.file}) did not build: {result.message or result.status}"
        for model, result in failed
        if result.status in {DbtStatus.ERROR, DbtStatus.MISSING}
    ]
    if messages:
        raise DbtBuildFailed("\n".join(messages), run)


@contextmanager
def _pristine(manifest: Manifest, models: ProductModels) -> Iterator[None]:
    # dbt compiles into the manifest's own nodes, and the next time takes a model that reads an
    # ephemeral one for finished, leaving the ephemeral model's query out.
    listed = {model.unique_id for model in models.models}
    listed |= {test.unique_id for test in models.tests}
    nodes = copy.deepcopy({key: manifest.nodes[key] for key in listed & manifest.nodes.keys()})
    try:
        yield
    finally:
        manifest.nodes.update(nodes)
