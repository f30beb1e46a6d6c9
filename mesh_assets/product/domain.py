"""A domain: the team that owns data products, and what the mesh knows about it."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from mesh_assets.product.consumer import ConsumerContract
from mesh_assets.product.declaration import Declaration, SpecModel, distinct
from mesh_assets.product.names import EmailAddress, KebabName
from mesh_assets.product.product import DataProduct
from mesh_assets.product.written import WrittenText

RetentionClass = Literal["financial", "behavioral"]

RETENTION_YEARS: dict[RetentionClass, int] = {"financial": 7, "behavioral": 1}
"""How long the data of each class is kept."""


class CurrencyCode(WrittenText):
    """A currency by its ISO 4217 code."""

    PATTERN = r"^[A-Z]{3}$"
    EXAMPLES = ("EUR", "USD", "GBP")
    WANTED = "an ISO 4217 currency code such as EUR"


class Budget(SpecModel):
    """What the domain may spend on the platform."""

    per_month: Annotated[Decimal, Field(ge=0, allow_inf_nan=False)] = Field(
        description="The amount per calendar month."
    )
    currency: CurrencyCode = Field(description="The currency of the amount, such as EUR.")


def _listed(roles: object) -> object:
    return [roles] if isinstance(roles, str) else roles


Role = Annotated[str, Field(min_length=1)]
Roles = Annotated[
    tuple[Role, ...],
    BeforeValidator(_listed, json_schema_input_type=str | list[str]),
]
"""One role, or a list of them."""


class Responsibility(SpecModel):
    """Who decides what (one row of a RACI matrix)."""

    decision: str = Field(min_length=1, description="What is decided.")
    responsible: Annotated[Roles, Field(min_length=1)] = Field(description="Who does the work.")
    accountable: Role = Field(description="The one role that answers for the decision.")
    consulted: Roles = Field(default=(), description="Who is asked before.")
    informed: Roles = Field(default=(), description="Who is told after.")


def _decision(row: object) -> str | None:
    decision = row.get("decision") if isinstance(row, dict) else None
    return decision if isinstance(decision, str) else None


class DomainDeclaration(Declaration):
    """A domain of the mesh (domain.yaml)."""

    name: KebabName = Field(
        description="The domain's name in kebab-case; its folder in snake_case."
    )
    owner: EmailAddress = Field(description="E-mail address of the team that owns the domain.")
    description: str = Field(default="", description="What the domain is about.")
    roles: dict[str, str] = Field(
        default_factory=dict, description="The roles in the domain, and what each does."
    )
    raci: Annotated[tuple[Responsibility, ...], distinct(_decision, "decision")] = Field(
        default=(), description="Who is responsible, accountable, consulted and informed."
    )
    budget: Budget | None = Field(default=None, description="What the domain may spend.")
    retention: RetentionClass | None = Field(
        default=None,
        description="How long data is kept: financial for 7 years, behavioral for 1 year.",
    )


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain with its products."""

    declaration: DomainDeclaration
    products: tuple[DataProduct, ...]
    """In the order of their names."""
    consumers: tuple[ConsumerContract, ...] = ()
    """What the domain, its products and its people use of other teams' products."""

    @property
    def name(self) -> str:
        """The domain's name."""
        return self.declaration.name

    @property
    def owner(self) -> str:
        """E-mail address of the team that owns the domain."""
        return self.declaration.owner

    @property
    def folder(self) -> Path:
        """The folder that declares the domain."""
        return self.declaration.folder
