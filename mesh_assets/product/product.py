"""The data product: what a domain team declares, and all that the platform derives from."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import Field, model_validator

from mesh_assets.documents.digest import digest_of, file_digest
from mesh_assets.documents.mistake import Mistake, mistakes
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.product.catalog import Catalog
from mesh_assets.product.checks import QualityChecks, SodaCheck
from mesh_assets.product.cycle import publication_cycle
from mesh_assets.product.declaration import Declaration
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.lifecycle_rules import lifecycle_mistakes
from mesh_assets.product.names import EmailAddress, KebabName, RelativeFile, snake_case
from mesh_assets.product.other_version import OtherVersions
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.ports import FilesInput, InputPort, InputPorts, OutputPorts, ProductInput
from mesh_assets.product.slo import Slo
from mesh_assets.product.types import SemanticVersion


class UnknownPort(MeshError):
    """An input port was asked for that the product does not have."""


class DataProduct(Declaration):
    """A data product of one domain (product.yaml)."""

    name: KebabName = Field(
        description="The product's name in kebab-case; its folder, table and model in snake_case."
    )
    domain: KebabName = Field(description="The domain that owns the product.")
    owner: EmailAddress = Field(description="E-mail address of the team that answers for it.")
    version: SemanticVersion = Field(
        description="Semantic version of the interface; a breaking change is a new major version."
    )
    description: str = Field(default="", description="What the data is, for those who may use it.")
    slo: Slo = Field(
        default_factory=Slo, description="The service level objectives that are promised."
    )
    partitions: Partitions | None = Field(
        default=None,
        description="The calendar of its partitions; without it, it is published as a whole.",
    )
    input_ports: InputPorts = Field(default=(), description="Where the data comes from.")
    output_ports: OutputPorts = Field(default=(), description="Where the data can be read.")
    contract: RelativeFile | None = Field(
        default=None, description="File of the contract that the published table keeps (ODCS)."
    )
    quality_checks: QualityChecks = Field(
        default=(), description="The checks that a candidate passes before it is published."
    )
    catalog: Catalog = Field(
        default_factory=Catalog, description="How the product is found, and its personal columns."
    )
    lifecycle: Lifecycle = Field(
        default_factory=Lifecycle,
        description="Where its current major is in its life, and which majors it takes the place "
        "of.",
    )
    versions: OtherVersions = Field(
        default=(),
        description="Other major versions that are published beside it, each in a table of its "
        "own.",
    )

    @model_validator(mode="after")
    def _ports_have_partitions(self) -> "DataProduct":
        if self.partitions is not None:
            return self
        found = [
            Mistake(("input_ports", index, key), message)
            for index, port in enumerate(self.input_ports)
            for key, message in _needs_partitions(port)
        ]
        if found:
            raise mistakes(found)
        return self

    @model_validator(mode="after")
    def _versions_live_in_order(self) -> "DataProduct":
        found = list(lifecycle_mistakes(self))
        if found:
            raise mistakes(found)
        return self

    @property
    def identifier(self) -> str:
        """`domain/name`, unique in the mesh."""
        return f"{self.domain}/{self.name}"

    @property
    def current_name(self) -> str:
        """The name of the product whose major version this is: its own, for the current one."""
        return self.name

    @property
    def current_identifier(self) -> str:
        """The same with the domain: what consumers name, whichever major version they accept."""
        return f"{self.domain}/{self.current_name}"

    @property
    def mapping_file(self) -> Path | None:
        """The SQL that makes it of the current major; None where dbt models build it."""
        return None

    @property
    def cycle(self) -> timedelta:
        """How often consumers get to see something new of it."""
        return publication_cycle(self.partitions, self.input_ports, self.slo)

    @property
    def table_name(self) -> str:
        """The product's name as its folder, its table and its dbt model write it."""
        return snake_case(self.name)

    @property
    def schema_name(self) -> str:
        """The domain's name as folders and schemas write it."""
        return snake_case(self.domain)

    @property
    def declared(self) -> dict[str, Any]:
        """What the spec says, as JSON holds it; what is left out or is the default is not there.

        Under `files` stand the digests of the files by which records and candidates are judged, but
        for the contract of the published table, which has its own. Other major versions declare
        themselves. Raises DocumentError.
        """
        files = {name: file_digest(self.folder / name) for name in self._judging_files()}
        own = self.model_dump(mode="json", exclude_defaults=True, exclude={"versions"})
        return own | {"files": files}

    @property
    def digest(self) -> str:
        """SHA-256 of what is declared, in hexadecimal; comments and layout do not count."""
        return digest_of(self.declared)

    @property
    def landing_inputs(self) -> tuple[FilesInput, ...]:
        """The input ports that are landing folders."""
        return tuple(port for port in self.input_ports if isinstance(port, FilesInput))

    @property
    def product_inputs(self) -> tuple[ProductInput, ...]:
        """The input ports that read other products."""
        return tuple(port for port in self.input_ports if isinstance(port, ProductInput))

    def _judging_files(self) -> Iterator[str]:
        yield from (port.contract for port in self.input_ports if port.contract is not None)
        yield from (check.checks for check in self.quality_checks if isinstance(check, SodaCheck))

    def input_port(self, name: str) -> InputPort:
        """Find an input port by its name; raises UnknownPort."""
        for port in self.input_ports:
            if port.name == name:
                return port
        names = [port.name for port in self.input_ports]
        meant = suggest(name, names)
        hint = f"did you mean `{meant}`?" if meant else f"it has {', '.join(names) or 'none'}"
        raise UnknownPort(f"{self.identifier} has no input port `{name}`: {hint}")


def _needs_partitions(port: InputPort) -> Iterator[tuple[str, str]]:
    """What a port says that means nothing for a product without partitions, and why."""
    if port.lateness is not None:
        yield "lateness", "records come late to partitions, and the product has none: remove this"
    if isinstance(port, ProductInput) and port.partitions and port.partitions.needs_partitions:
        message = f"`{port.partitions}` needs a product with partitions: write all or last 3"
        yield "partitions", message
