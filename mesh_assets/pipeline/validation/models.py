"""Whether the dbt models of a product keep to its input ports, and give its output."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path as FilePath

from mesh_assets.documents.document import Document
from mesh_assets.documents.excerpt import Position
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.pipeline.validation.mappings import mapping_sql_problems
from mesh_assets.pipeline.validation.model_files import ModelFile, Reading
from mesh_assets.pipeline.validation.spec_text import elements_at, text_at
from mesh_assets.pipeline.validation.version_documents import (
    VersionDocument,
    spec_identifier,
    spec_table,
)
from mesh_assets.pipeline.validation.written_models import WrittenModels
from mesh_assets.product.names import snake_case
from mesh_assets.product.sources import FILES, PRODUCT, SourceKind, kind_of, port_name

_TOP = Position(1, 1)
_CANDIDATE = "candidate"


def model_problems(
    domain: str, specs: Iterable[Document], models: WrittenModels
) -> Iterator[Problem]:
    """Hold products of one domain against their models.

    That dbt cannot read the domain is told last, and only where nothing else says why.
    """
    told = set()
    for spec in specs:
        for problem in _problems(spec, models):
            told.add((problem.file, problem.line))
            yield problem
    failure = models.failure(domain)
    if failure is not None and (failure.file, failure.line) not in told:
        yield failure


def _problems(spec: Document, models: WrittenModels) -> Iterator[Problem]:
    if isinstance(spec, VersionDocument) and text_at(spec, ("mapping",)) is not None:
        return mapping_sql_problems(spec)
    return _ProductModels(spec, models).problems()


@dataclass(frozen=True)
class _ProductModels:
    spec: Document
    models: WrittenModels

    @property
    def identifier(self) -> str:
        """The product, by the names of its folders."""
        return spec_identifier(self.spec)

    @property
    def table(self) -> str:
        """The name of its table, of its output model and of its dbt source."""
        return spec_table(self.spec)

    @property
    def domain(self) -> str:
        """The name of its domain's folder."""
        return self._folder.parent.name

    @property
    def _folder(self) -> FilePath:
        return self.spec.file.resolve().parent

    def problems(self) -> Iterator[Problem]:
        """Find what the models read past the ports, and which ports they leave unread."""
        files = self.models.files(self.domain, self.table)
        yield from self._output_problems(files)
        ports = _ports(self.spec, "files") | _ports(self.spec, "product")
        own = {file.model for file in files}
        yield from self._taken_names(own, ports)
        for file in files:
            for reading in file.readings:
                if reading.source is None and reading.name not in own:
                    yield from self._foreign_model(file, reading)
                elif reading.source is not None and reading.source != self.table:
                    yield self._foreign_source(file, reading, ports)
                elif reading.source is not None and reading.name not in ports:
                    yield self._undeclared_port(file, reading, ports)
        # What macros make the models read, dbt alone knows.
        if self.models.understood(self.domain, self.table) is not None:
            yield from self._unread_ports(files, ports)

    def _output_problems(self, files: list[ModelFile]) -> Iterator[Problem]:
        understood = self.models.understood(self.domain, self.table)
        names = [file.model for file in files]
        if understood is not None:
            names += [model.name for model in understood.models]
        if self.table not in names:
            file = self.models.folder(self.domain, self.table) / f"{self.table}.sql"
            message = (
                f"there is no dbt model `{self.table}`, which is what the product publishes: "
                f"write {file.relative_to(self.models.root.parent)}"
            )
            yield self.spec.problem(("name",), message, suggest(self.table, names))
        elif understood is not None and not understood.output.has_result:
            output = next(file for file in files if file.model == self.table)
            yield output.problem_at(
                _TOP, "this is what the product publishes, so it cannot be ephemeral"
            )

    def _taken_names(self, models: Set[str], ports: Mapping[str, Path]) -> Iterator[Problem]:
        """Ports, models and the candidate are assets side by side, so each has its own name."""
        for name, port in ports.items():
            if name in models:
                message = f"`{name}` is also a dbt model of this product: name the port otherwise"
                yield self.spec.problem((*port, "name"), message)
        if _CANDIDATE in {*models, *ports}:
            at = (*ports[_CANDIDATE], "name") if _CANDIDATE in ports else ("name",)
            message = f"`{_CANDIDATE}` is what the platform calls the staged rows: choose another"
            yield self.spec.problem(at, message)

    def _foreign_model(self, file: ModelFile, reading: Reading) -> Iterator[Problem]:
        owners = self.models.owners.get(reading.name, [])
        domain = self.identifier.partition("/")[0]
        nearest = sorted(owners, key=lambda owner: not owner.startswith(f"{domain}/"))
        for owner in nearest[:1]:
            message = (
                f"`{reading}` is a model of {owner}, and products meet at output ports only: "
                f"declare an input port with `source: {PRODUCT}{owner}`, and read that"
            )
            yield file.problem(reading, message)

    def _foreign_source(
        self, file: ModelFile, reading: Reading, ports: Mapping[str, Path]
    ) -> Problem:
        message = (
            f"`{reading}` is no input port of {self.identifier}: declare one, and read it as "
            f"`source('{self.table}', '<input port>')`"
        )
        meant = suggest(reading.name, ports)
        return file.problem(reading, message, self._source(meant) if meant else None)

    def _undeclared_port(
        self, file: ModelFile, reading: Reading, ports: Mapping[str, Path]
    ) -> Problem:
        if reading.name in _ports(self.spec, "named"):
            message = (
                f"the source of the input port `{reading.name}` is in words, and nothing reads it: "
                f"write {FILES}folder or {PRODUCT}domain/name"
            )
            return file.problem(reading, message)
        message = (
            f"{self.identifier} declares no input port `{reading.name}`: add it to product.yaml"
        )
        meant = suggest(reading.name, ports)
        return file.problem(reading, message, self._source(meant) if meant else None)

    def _unread_ports(
        self, files: Iterable[ModelFile], ports: Mapping[str, Path]
    ) -> Iterator[Problem]:
        read = {
            reading.name
            for file in files
            for reading in file.readings
            if reading.source == self.table
        }
        for name, port in ports.items():
            if name not in read:
                message = (
                    f"no dbt model reads the input port `{name}`: read it as "
                    f"`{self._source(name)}`, or remove it"
                )
                yield self.spec.problem(port, message)

    def _source(self, port: str) -> str:
        return f"source('{self.table}', '{port}')"


def _ports(spec: Document, kind: SourceKind) -> dict[str, Path]:
    """The input ports of a kind, by the names of their dbt tables."""
    found: dict[str, Path] = {}
    for port in elements_at(spec, ("input_ports",)):
        source = text_at(spec, (*port, "source")) or ""
        if kind_of(source) == kind:
            found[snake_case(text_at(spec, (*port, "name")) or port_name(source))] = port
    return found
