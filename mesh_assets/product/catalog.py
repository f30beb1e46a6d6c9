"""How the product is found, and which of its columns identify people."""

from typing import Annotated

from pydantic import Field

from mesh_assets.product.declaration import SpecModel, distinct
from mesh_assets.product.names import ColumnName


def _itself(text: object) -> str | None:
    return text if isinstance(text, str) else None


Tag = Annotated[str, Field(min_length=1)]


class Catalog(SpecModel):
    """The product's entry in the data catalog."""

    registered_in: str | None = Field(
        default=None, description="The catalog that lists the product, such as DataHub."
    )
    tags: Annotated[tuple[Tag, ...], distinct(_itself, "tag")] = Field(
        default=(), description="Words to find the product by, such as pii or financial."
    )
    pii_columns: Annotated[tuple[ColumnName, ...], distinct(_itself, "column")] = Field(
        default=(), description="The columns that identify a person."
    )
