"""Publishing the contracts of products to a registry."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from mesh_assets.errors import InfrastructureError, MeshError
from mesh_assets.product.product import DataProduct
from mesh_assets.registry.declaration import RegistryRules
from mesh_assets.registry.errors import IncompatibleVersion
from mesh_assets.registry.exporting import schema_of
from mesh_assets.registry.records import OfferedSchema
from mesh_assets.registry.subjects import streams_of
from mesh_assets.registry.target import Registered, Target


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one schema, or would become of it."""

    product: str
    subject: str
    registered: Registered | None = None
    """None where it was refused, or nothing was to be changed."""
    refusal: str = ""
    reasons: tuple[str, ...] = ()


Step = Callable[[str, OfferedSchema], Registered | None]
"""What is done with a subject and the schema for it."""


def publish_contracts(
    products: Iterable[DataProduct], rules: RegistryRules, target: Target
) -> Iterator[Outcome]:
    """Register the schema of each stream; what one product is refused stops no other.

    Raises InfrastructureError where the registry does not answer.
    """

    def register(subject: str, schema: OfferedSchema) -> Registered:
        target.set_level(subject, rules.level(subject))
        return target.register(subject, schema)

    return _each(products, register)


def rehearse_publishing(products: Iterable[DataProduct], target: Target) -> Iterator[Outcome]:
    """Say what publishing would be refused, and change nothing."""

    def compare(subject: str, schema: OfferedSchema) -> None:
        reasons = target.compare(subject, schema)
        if reasons:
            raise IncompatibleVersion("is incompatible with an earlier schema", reasons)

    return _each(products, compare)


def _each(products: Iterable[DataProduct], step: Step) -> Iterator[Outcome]:
    for product in products:
        try:
            streams = streams_of(product)
        except MeshError as error:
            yield Outcome(product.identifier, "", refusal=str(error))
            continue
        for stream in streams:
            try:
                done = step(stream.subject, schema_of(product, stream.format))
                yield Outcome(product.identifier, stream.subject, done)
            except InfrastructureError:
                raise
            except IncompatibleVersion as error:
                refusal, reasons = str(error), error.reasons
                yield Outcome(product.identifier, stream.subject, None, refusal, reasons)
            except MeshError as error:
                yield Outcome(product.identifier, stream.subject, refusal=str(error))
