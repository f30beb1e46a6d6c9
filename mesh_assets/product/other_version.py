"""A major version that is published beside the current one, as an entry of product.yaml."""

from typing import Annotated, Any

from pydantic import Field, model_validator

from mesh_assets.documents.mistake import Mistake, mistakes
from mesh_assets.product.catalog import Catalog
from mesh_assets.product.checks import QualityChecks
from mesh_assets.product.declaration import SpecModel, distinct
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.names import RelativeFile
from mesh_assets.product.ports import InputPorts, OutputPorts
from mesh_assets.product.slo import Slo
from mesh_assets.product.types import SemanticVersion


class OtherVersion(SpecModel):
    """Another major version: its own contract, table and gates; the rest is the product's."""

    version: SemanticVersion = Field(description="Semantic version of its interface.")
    description: str = Field(
        default="", description="What is different in it; by default what the product says."
    )
    contract: RelativeFile = Field(description="File of the contract that its table keeps (ODCS).")
    mapping: RelativeFile | None = Field(
        default=None,
        description="SQL file that makes it of the current major: one SELECT that reads `current`. "
        "Without it, dbt models in a folder of their own do.",
    )
    input_ports: InputPorts = Field(
        default=(),
        description="Input ports of its own; without them, it is derived from the current major.",
    )
    output_ports: OutputPorts = Field(
        default=(),
        description="Where it can be read; by default as the current major, without endpoints.",
    )
    quality_checks: QualityChecks = Field(
        default=(), description="The checks that its candidates pass, beside the contract."
    )
    slo: Slo | None = Field(default=None, description="By default what the product promises.")
    catalog: Catalog | None = Field(default=None, description="By default that of the product.")
    lifecycle: Lifecycle = Field(
        default_factory=Lifecycle, description="Where it is in its life, and until when it lasts."
    )

    @model_validator(mode="after")
    def _is_made_in_one_way(self) -> "OtherVersion":
        if self.mapping is not None and self.input_ports:
            message = "a version with input ports of its own is not derived: remove one of the two"
            raise mistakes([Mistake(("mapping",), message)])
        return self


def _major_of(entry: Any) -> str | None:  # noqa: ANN401
    version = entry.get("version") if isinstance(entry, dict) else None
    return version.partition(".")[0] if isinstance(version, str) else None


OtherVersions = Annotated[tuple[OtherVersion, ...], distinct(_major_of, "major version")]
