"""The subjects of a product: the topics of its stream ports, as TopicNameStrategy names them.

The subject of the values of a topic `orders.refunds.v2` is `orders.refunds.v2-value`. A topic has
the major version in its name, so that a new major version is a new subject.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mesh_assets.contract.compatibility.native import SchemaFormat
from mesh_assets.errors import MeshError
from mesh_assets.product.names import snake_case
from mesh_assets.product.ports import OutputPort
from mesh_assets.product.product import DataProduct

_FORMATS = (
    ("protobuf", SchemaFormat.PROTOBUF),
    ("json", SchemaFormat.JSON),
    ("avro", SchemaFormat.AVRO),
)
"""The words by which a port says how its messages are written."""


class NoTopic(MeshError):
    """A stream port that does not say where its messages go, or how they are written."""


class Stream(NamedTuple):
    """A topic on which a product is published, and how."""

    topic: str
    format: SchemaFormat

    @property
    def subject(self) -> str:
        """The subject of the topic's values."""
        return f"{self.topic}-value"


def streams_of(product: DataProduct) -> list[Stream]:
    """The streams of a product; one by default where it has no stream port.

    Raises NoTopic.
    """
    ports = [port for port in product.output_ports if port.type == "stream"]
    if not ports:
        return [Stream(default_topic(product), SchemaFormat.AVRO)]
    return list(dict.fromkeys(_streams(product, ports)))


def default_topic(product: DataProduct) -> str:
    """The topic of a product that names none: `orders.customer_orders.v2`."""
    return f"{product.schema_name}.{snake_case(product.current_name)}.v{product.version.major}"


def _streams(product: DataProduct, ports: list[OutputPort]) -> Iterator[Stream]:
    for port in ports:
        topic = default_topic(product)
        if port.endpoint is not None:
            if port.endpoint.scheme != "kafka":
                raise NoTopic(_words(product, port, f"`{port.endpoint}` is no kafka:// address"))
            topic = port.endpoint.removeprefix(f"kafka://{port.endpoint.authority}").strip("/")
            if not topic or "/" in topic:
                raise NoTopic(_words(product, port, f"`{port.endpoint}` names no topic"))
        yield Stream(topic, _format(product, port))


def _format(product: DataProduct, port: OutputPort) -> SchemaFormat:
    if port.format is None:
        return SchemaFormat.AVRO
    written = port.format.casefold()
    for word, form in _FORMATS:
        if word in written:
            return form
    message = f"`{port.format}` is no format of a schema registry: write Avro, Protobuf or JSON"
    raise NoTopic(_words(product, port, message))


def _words(product: DataProduct, port: OutputPort, message: str) -> str:
    return f"{product.file}: the output port `{port.name}`: {message}"
