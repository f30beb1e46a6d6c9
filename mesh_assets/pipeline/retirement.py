"""The end of a major version: its table is archived, readable and with all of its evidence."""

from datetime import UTC, datetime

from mesh_assets.contract.compatibility import readers_of
from mesh_assets.errors import MeshError
from mesh_assets.pipeline.homes import held_major, home_table
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.ledger.records import RetirementRecord
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import Mesh
from mesh_assets.product.product import DataProduct

ARCHIVE = "archive"
"""The namespace of retired tables, which no domain owns."""


class UnknownMajor(MeshError):
    """A major version was asked for that no product.yaml declares."""


class StillNeeded(MeshError):
    """A major version is not over yet, or is still consumed."""


def find_major(mesh: Mesh, identifier: str, major: int) -> DataProduct:
    """Find a major version of a product; raises UnknownMajor."""
    versions = [each for each in mesh.products if each.current_identifier == identifier]
    for version in versions:
        if version.version.major == major:
            return version
    known = ", ".join(str(each.version.major) for each in versions)
    hint = f"its majors are {known}" if known else "there is no such product"
    raise UnknownMajor(f"{identifier} declares no major {major}: {hint}")


def retire(
    installation: Installation, mesh: Mesh, product: DataProduct, now: datetime | None = None
) -> RetirementRecord:
    """Archive what a major version has published; nothing publishes to it afterwards.

    Doing it twice is doing it once. Raises StillNeeded with every reason and every consumer.
    """
    known = installation.ledger.retirement(product.identifier)
    if known is not None:
        return known
    at = now or datetime.now(UTC)
    _refuse_needed(mesh, product, at)
    table = home_table(installation.lakehouse, product)
    if held_major(installation.lakehouse, table) != product.version.major:
        raise StillNeeded(f"{product.identifier} {product.version} has published nothing")
    archived = f"{ARCHIVE}.{table.replace('.', '_')}"
    installation.lakehouse.make_namespace(ARCHIVE)
    record = RetirementRecord(product.identifier, archived, at)
    installation.ledger.retire(record, table)
    return record


def _refuse_needed(mesh: Mesh, product: DataProduct, now: datetime) -> None:
    reasons = []
    if not product.lifecycle.has_ended(now):
        sunset = product.lifecycle.ends_at
        until = f"its sunset is on {sunset:%Y-%m-%d}" if sunset else "it is not deprecated"
        reasons.append(f"it is {product.lifecycle.status}: {until}")
    graph = ProductGraph.of(mesh.products)
    reasons += [f"{each} consumes it" for each in readers_of(mesh, graph, product.identifier)]
    if reasons:
        lines = "".join(f"\n  - {reason}" for reason in reasons)
        raise StillNeeded(f"{product.identifier} {product.version} cannot be retired:{lines}")
