"""Ports: where the data of a product comes from, and where it can be read."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator

from mesh_assets.documents.mistake import Mistake, mistake, mistakes
from mesh_assets.product.cadence import Refresh
from mesh_assets.product.declaration import SpecModel, distinct
from mesh_assets.product.mapping import PartitionMapping
from mesh_assets.product.names import PortName, PortUri, RelativeFile, snake_case
from mesh_assets.product.partitions import Partitions
from mesh_assets.product.sources import (
    PRODUCT,
    FilesSource,
    NamedSource,
    ProductSource,
    kind_of,
    port_name,
)
from mesh_assets.product.types import Duration

LandingFormat = Literal["ndjson", "csv", "parquet"]
"""What landing files hold; a compression is recognised by the ending, such as `.ndjson.gz`."""


def _derived_name(validated: Mapping[str, str]) -> str:
    return port_name(validated["source"])


def _not_for_products(value: object) -> None:  # noqa: ARG001
    raise mistake(f"remove this: a {PRODUCT} source is read as its own product publishes it")


_NotForProducts = Annotated[None, BeforeValidator(_not_for_products), WithJsonSchema({"not": {}})]


class InputPort(SpecModel):
    """What all input ports have in common."""

    source: FilesSource | ProductSource | NamedSource = Field(
        description="Where the data comes from."
    )
    name: PortName = Field(
        default_factory=_derived_name,
        validate_default=True,
        description="The port's name, unique in the product; by default the end of the source.",
    )
    format: str | None = Field(default=None, description="The form of the data.")
    contract: RelativeFile | None = Field(
        default=None,
        description="File of the contract that every record is held against.",
    )
    refresh: Refresh | None = Field(
        default=None,
        description="How often new data arrives: hourly, daily, a cron expression, or a few words.",
    )
    lateness: Duration | None = Field(
        default=None,
        description="How long after a partition's end its records may still arrive, such as 3d.",
    )
    description: str = Field(default="", description="What the source holds, for people.")

    @property
    def table_name(self) -> str:
        """The port's name as dbt sources and tables write it."""
        return snake_case(self.name)


class FilesInput(InputPort):
    """Landing files, which the mesh ingests partition by partition."""

    source: FilesSource = Field(
        description="The landing folder, relative to MESH_HOME: files://landing/orders/orders."
    )
    format: LandingFormat = Field(description="The form of the landing files.")
    contract: RelativeFile = Field(
        description="File of the contract (ODCS or JSON Schema) that every record is held against."
    )


class ProductInput(InputPort):
    """The output of another data product, read from its published table."""

    source: ProductSource = Field(description="The other product: product://domain/name.")
    format: _NotForProducts = Field(
        default=None, description="Not for products: the published table is read."
    )
    contract: _NotForProducts = Field(
        default=None, description="Not for products: the other product's contract holds."
    )
    lateness: _NotForProducts = Field(
        default=None, description="Not for products: what comes late is published there again."
    )
    major: Annotated[int, Field(ge=0, strict=True)] | None = Field(
        default=None,
        description="The major version that is accepted, to be stated before anything is read: a "
        "product that has moved on is refused.",
    )
    partitions: PartitionMapping | None = Field(
        default=None,
        description="Which of its partitions make one here: same, window 7d, last 3 or all. By "
        "default the same; all of them for a product without partitions.",
    )
    rebuilds: Literal["latest", "all"] = Field(
        default="latest",
        description="Which partitions are built again when a product without partitions of its "
        "own is published anew: the latest, or all.",
    )

    def mapping(self, consumer: Partitions | None) -> PartitionMapping:
        """The partition mapping, as written or by default, for a product with these partitions."""
        return self.partitions or PartitionMapping("all" if consumer is None else "same")


class NamedInput(InputPort):
    """A source in words: recorded for people and lineage, not ingested."""

    source: NamedSource = Field(
        description="The source in words, such as orders-db.public.orders; it is not ingested."
    )


def _kind_of(port: Any) -> str:  # noqa: ANN401
    source = port.get("source") if isinstance(port, dict) else getattr(port, "source", None)
    return kind_of(source) if isinstance(source, str) else "named"


def _input_table(port: Any) -> str | None:  # noqa: ANN401
    if not isinstance(port, dict) or not isinstance(port.get("source"), str):
        return None
    name = port.get("name", port_name(port["source"]))
    return snake_case(name) if isinstance(name, str) else None


def _product_read(port: Any) -> str | None:  # noqa: ANN401
    source = port.get("source") if isinstance(port, dict) else None
    if not isinstance(source, str) or not source.startswith(PRODUCT):
        return None
    return source.removeprefix(PRODUCT)


InputPorts = Annotated[
    tuple[
        Annotated[
            Annotated[FilesInput, Tag("files")]
            | Annotated[ProductInput, Tag("product")]
            | Annotated[NamedInput, Tag("named")],
            Discriminator(_kind_of),
        ],
        ...,
    ],
    distinct(_input_table, "input port"),
    # A window, or all of it, holds the same day too: one port is enough.
    distinct(_product_read, "product"),
]


_OUTPUT_FORMATS = (
    "Iceberg table",
    "Delta Lake table",
    "JSON (paginated)",
    "Avro (Schema Registry)",
)


class OutputPort(SpecModel):
    """One way to read the product."""

    type: Literal["sql", "api", "stream"] = Field(
        description="How consumers read: sql, api, stream."
    )
    name: PortName = Field(
        default_factory=lambda validated: validated["type"],
        validate_default=True,
        description="The port's name, unique in the product; by default its type.",
    )
    endpoint: PortUri | None = Field(
        default=None, description="Where consumers connect, without credentials."
    )
    format: str | None = Field(
        default=None,
        description="The form in which consumers get the data.",
        examples=list(_OUTPUT_FORMATS),
    )
    description: str = Field(default="", description="What the port is for, for people.")

    @model_validator(mode="after")
    def _an_api_speaks_http(self) -> "OutputPort":
        endpoint = self.endpoint
        if self.type == "api" and endpoint and endpoint.scheme not in {"http", "https"}:
            message = f"an api is reached by https://, not by {endpoint.scheme}://"
            raise mistakes([Mistake(("endpoint",), message)])
        return self


def _output_name(port: Any) -> str | None:  # noqa: ANN401
    name = port.get("name", port.get("type")) if isinstance(port, dict) else None
    return snake_case(name) if isinstance(name, str) else None


OutputPorts = Annotated[tuple[OutputPort, ...], distinct(_output_name, "output port")]
