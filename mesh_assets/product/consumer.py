"""A consumer's contract: who uses which fields of a product, for what, and on which terms."""

import re
from collections.abc import Iterable, Mapping
from typing import Annotated

from pydantic import Field

from mesh_assets.product.calendar_date import CalendarDate
from mesh_assets.product.declaration import Declaration, distinct
from mesh_assets.product.names import EmailAddress, KebabName
from mesh_assets.product.sources import ProductSource
from mesh_assets.product.versions import product_read
from mesh_assets.product.written import WrittenText


class FieldPath(WrittenText):
    """A column, or a field inside it: `currency`, `address.city`, `lines[].sku`."""

    PATTERN = r"^[^\s.\[\]][^.\[\]]*(\[\])*(\.[^\s.\[\]][^.\[\]]*(\[\])*)*$"
    EXAMPLES = ("order_id", "shipping_address.country", "lines[].sku")
    WANTED = "a column, or the path of a field in one, such as shipping_address.country"

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Write the items of an array as `[]`."""
        written = re.sub(r"\[[*0-9]*\]", "[]", text.strip().strip("."))
        return written if re.fullmatch(cls.PATTERN, written) else None


def _itself(value: object) -> str | None:
    return value if isinstance(value, str) else None


class ConsumerContract(Declaration):
    """What one consumer uses of a product of another team (consumers/<name>.yaml)."""

    name: KebabName = Field(
        description="The contract's name in kebab-case, unique in the domain; the file's name."
    )
    consumer: EmailAddress = Field(
        description="E-mail address of those who use the data, and are told when it changes."
    )
    source: ProductSource = Field(description="The product that is used: product://domain/name.")
    major: Annotated[int, Field(ge=0, strict=True)] = Field(
        description="The major version of the product that is accepted."
    )
    purpose: str = Field(min_length=1, description="What the data is used for.")
    fields: Annotated[tuple[FieldPath, ...], Field(min_length=1), distinct(_itself, "field")] = (
        Field(description="The columns that are used, and fields in them as dotted paths.")
    )
    limitations: str = Field(
        default="", description="What the data must not be used for, and how it is protected."
    )
    products: Annotated[tuple[KebabName, ...], distinct(_itself, "product")] = Field(
        default=(),
        description="The products of this domain that read it under this contract; none where "
        "people, reports or tools outside of the mesh do.",
    )
    until: CalendarDate | None = Field(
        default=None, description="The last day of the agreement, such as 2027-12-31."
    )

    @property
    def domain(self) -> str:
        """The consumer's domain, by the folder that declares it."""
        return self.file.resolve().parent.parent.name.replace("_", "-")

    @property
    def identifier(self) -> str:
        """`domain/name`, unique among the mesh's consumer contracts."""
        return f"{self.domain}/{self.name}"

    @property
    def readers(self) -> tuple[str, ...]:
        """The identifiers of the products that read under it."""
        return tuple(f"{self.domain}/{name}" for name in self.products)


def contracts_on(
    contracts: Iterable[ConsumerContract], identifier: str, majors: Mapping[str, int]
) -> tuple[ConsumerContract, ...]:
    """The consumer contracts on one product, in the order in which they are given.

    `majors` are the major versions of the products that there are: a contract is on the one that
    has the major which it accepts.
    """
    return tuple(
        each
        for each in contracts
        if product_read(each.source.identifier, each.major, majors) == identifier
    )
