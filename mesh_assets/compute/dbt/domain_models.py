"""One domain's dbt models in this process: found or parsed, then loaded, each at most once."""

import importlib.metadata
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesh_assets.compute.dbt.compiled import CompiledModels
from mesh_assets.compute.dbt.domain_project import DomainProject
from mesh_assets.compute.dbt.errors import DbtModelsInvalid
from mesh_assets.compute.dbt.index import DbtManifestIndex
from mesh_assets.compute.dbt.preparation import Preparation, PreparationStore

if TYPE_CHECKING:
    from mesh_assets.settings import Settings

_PARSERS = ("dbt-core", "dbt-duckdb")
"""A manifest is read only by the versions that wrote it."""

_INDEX_FORMAT = "index 1"
"""Counts up when the index changes its shape."""


@dataclass(slots=True)
class LoadedModels:
    """One state of a domain's models, as this process holds it."""

    signature: tuple[tuple[str, int, int], ...]
    preparation: Preparation
    index: DbtManifestIndex
    manifest: Any = None
    """Dbt's own; None until a build needs it."""

    @property
    def project(self) -> Path:
        """The domain's own dbt project, as it was parsed."""
        return self.preparation.project


class DomainModels:
    """The models of one domain, always as their files are now."""

    def __init__(self, settings: "Settings", domain: str) -> None:
        self._source = DomainProject(settings.dbt_project, domain)
        self._store = PreparationStore(settings.home / "dbt" / domain)
        self._loaded: LoadedModels | None = None

    def stored(self) -> DbtManifestIndex | None:
        """Return the index if the models are prepared as they are now; never parses."""
        loaded = self._up_to_date()
        return loaded.index if loaded else None

    def prepared(self) -> DbtManifestIndex:
        """Return the index; parse when a file has changed. Raises DbtModelsInvalid."""
        return (self._up_to_date() or self._parse()).index

    def compiled(self) -> CompiledModels:
        """Return the SQL of the models; compile when a file has changed. Raises DbtModelsInvalid.

        It is kept beside what was parsed, so that a state of the files is compiled once.
        """
        preparation = (self._up_to_date() or self._parse()).preparation
        if not preparation.compiled_file.is_file():
            from mesh_assets.compute.dbt.compiling import compile_models  # noqa: PLC0415

            self._store.add(preparation.compiled_file, compile_models(preparation).as_json())
        return CompiledModels.from_json(preparation.compiled_file.read_text(encoding="utf-8"))

    def product_digest(self, product_table: str) -> str:
        """SHA-256 of what builds one product, as its files are now."""
        return self._source.product_digest(product_table)

    def loaded(self) -> LoadedModels:
        """Return the models with dbt's manifest, ready to build. Raises DbtModelsInvalid."""
        loaded = self._up_to_date() or self._parse()
        if loaded.manifest is None:
            from mesh_assets.compute.dbt import engine  # noqa: PLC0415

            loaded.manifest = engine.load(loaded.preparation.manifest_file.read_bytes())
        return loaded

    def _up_to_date(self) -> LoadedModels | None:
        signature = self._source.signature()
        loaded = self._loaded
        if loaded is None or loaded.signature != signature or not loaded.preparation.exists:
            found = self._store.find(self._fingerprint())
            self._loaded = LoadedModels(signature, found, found.read_index()) if found else None
        return self._loaded

    def _parse(self) -> LoadedModels:
        signature, fingerprint = self._source.signature(), self._fingerprint()

        def fill(preparation: Preparation) -> None:
            from mesh_assets.compute.dbt import engine  # noqa: PLC0415
            from mesh_assets.compute.dbt.indexing import index_manifest  # noqa: PLC0415

            copy = self._source.copy_into(preparation.project)
            if copy.fingerprint(*_written_by()) != fingerprint:
                raise DbtModelsInvalid(
                    f"the dbt models of domain {copy.domain} changed while they were being read; "
                    "run it again."
                )
            target = preparation.folder / "target"
            manifest = engine.parse(preparation.project, target)
            shutil.rmtree(target, ignore_errors=True)
            index = index_manifest(manifest, self._source.domain, fingerprint)
            preparation.manifest_file.write_bytes(engine.dump(manifest))
            preparation.index_file.write_text(index.as_json(), encoding="utf-8")

        found = self._store.prepare(fingerprint, fill)
        self._loaded = LoadedModels(signature, found, found.read_index())
        return self._loaded

    def _fingerprint(self) -> str:
        return self._source.fingerprint(*_written_by())


def _written_by() -> list[str]:
    return [_INDEX_FORMAT, *(f"{name} {importlib.metadata.version(name)}" for name in _PARSERS)]
