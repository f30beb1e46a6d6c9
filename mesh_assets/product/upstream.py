"""As much of another product's spec as its consumers look at.

The rest may be broken: its own domain says what is wrong with it.
"""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from mesh_assets.documents.document import read_document
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.remembering import once_for_each_content
from mesh_assets.product.folders import PRODUCT_FILE
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.names import snake_case, version_name
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.types import SemanticVersion


class _Version(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    version: SemanticVersion
    lifecycle: Lifecycle = Field(default_factory=Lifecycle)


class UpstreamSpec(_Version):
    """What another product declares of its versions and of its calendar."""

    partitions: Partitions | None = None
    versions: tuple[_Version, ...] = ()

    @cached_property
    def lifecycles(self) -> Mapping[int, Lifecycle]:
        """Where each major version is in its life."""
        return {each.version.major: each.lifecycle for each in (*self.versions, self)}

    def majors(self, identifier: str) -> dict[str, int]:
        """The major version of the product, and of every other product that its spec declares."""
        others = (each.version.major for each in self.versions)
        declared = {version_name(identifier, major): major for major in others}
        return {identifier: self.version.major, **declared}


def upstream_spec(domains: Path, identifier: str) -> UpstreamSpec | None:
    """Read it below a folder of domains; None where it is not there, or cannot be understood."""
    try:
        return _spec(domains / snake_case(identifier) / PRODUCT_FILE)
    except DocumentError:
        return None


@once_for_each_content
def _spec(file: Path) -> UpstreamSpec:
    return parse_model(read_document(file), UpstreamSpec)
