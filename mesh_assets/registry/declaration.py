"""How the schema registry is governed: `registry.yaml`."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.documents.document import scan_document
from mesh_assets.documents.mistake import Mistake, mistakes
from mesh_assets.documents.parsing import parse_model
from mesh_assets.product.declaration import Declaration, SpecModel, distinct
from mesh_assets.product.names import EmailAddress
from mesh_assets.product.written import WrittenText


class RegistryUrl(WrittenText):
    """Where a registry answers; never with credentials, because the file is public."""

    PATTERN = r"^https?://[^\s/?#@]+(/[^\s?#]*)?$"
    EXAMPLES = ("http://127.0.0.1:8081",)
    WANTED = "an address without credentials, such as http://127.0.0.1:8081"


def _approver(written: object) -> str | None:
    return written if isinstance(written, str) else None


Approvers = Annotated[tuple[EmailAddress, ...], distinct(_approver, "approver")]


class Review(SpecModel):
    """Who looks at a version that breaks before it registers."""

    required: bool = Field(
        default=True,
        description="Whether every approver has to approve; otherwise one of them is enough.",
    )
    approvers: Approvers = Field(
        default=(),
        description="E-mail addresses of the roles that approve. Without one, nothing that breaks "
        "registers.",
    )

    @model_validator(mode="after")
    def _somebody_can_approve(self) -> "Review":
        if self.required and not self.approvers:
            message = "a review is required, and nobody is named who approves"
            raise mistakes([Mistake(("required",), message)])
        return self


class SubjectRules(SpecModel):
    """What one subject asks for instead of the registry's default."""

    compatibility: Mode = Field(description="What a new version has to keep.")


class RegistryRules(SpecModel):
    """The rules of a registry."""

    provider: Literal["confluent"] = Field(description="Whose API the registry speaks.")
    url: RegistryUrl | None = Field(
        default=None,
        description="Where the registry answers; without it, the mesh's own database is written.",
    )
    compatibility: Mode = Field(
        default=Mode.BACKWARD, description="What a new version of a subject has to keep."
    )
    review: Review = Field(
        default_factory=lambda: Review(required=False),
        description="Who approves a version that breaks.",
    )
    subjects: dict[str, SubjectRules] = Field(
        default_factory=dict, description="Subjects with rules of their own, by name."
    )

    def level(self, subject: str) -> Mode:
        """What the file asks of a subject."""
        own = self.subjects.get(subject)
        return self.compatibility if own is None else own.compatibility


class RegistryDeclaration(Declaration):
    """The file `registry.yaml`."""

    registry: RegistryRules = Field(description="How the schema registry is governed.")


def load_registry_rules(file: Path) -> RegistryRules:
    """Read the rules; raises DocumentError with all that is wrong, or where there is no file."""
    return parse_model(scan_document(file), RegistryDeclaration).registry
