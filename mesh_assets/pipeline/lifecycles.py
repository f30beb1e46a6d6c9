"""Lifecycles at run time: who may still publish or read, and what consumers are told."""

from datetime import datetime

from mesh_assets.lakehouse.history import Publication
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.refusal import refuse
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.product.lifecycle import Lifecycle
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.product import DataProduct
from mesh_assets.product.upstream import upstream_spec
from mesh_assets.settings import Settings

LIFECYCLE = "mesh.lifecycle"
"""The entry of a publication's evidence that tells where its version was in its life."""


def refuse_ended(run: ProductRun) -> None:
    """Refuse to publish a version that is retired, or whose sunset has come."""
    product = run.product
    archived = run.installation.ledger.retirement(product.identifier)
    if archived is not None:
        raise refuse(
            run, [f"{product.identifier} is retired: it is archived as {archived.table_name}"]
        )
    notice = product.lifecycle.notice(run.started_at)
    if product.lifecycle.has_ended(run.started_at):
        raise refuse(run, [f"{product.identifier} {product.version} {notice}"])


def read_lifecycle(settings: Settings, port: ProductInput, newest: Publication) -> Lifecycle:
    """Where the version that a port reads is in its life.

    By its spec, where there is one that can be read; otherwise as it was when it was published.
    """
    told = newest.evidence.get(LIFECYCLE)
    published = Lifecycle.model_validate_json(told) if told else Lifecycle()
    return _declared(settings, port) or published


def takes_on(lifecycle: Lifecycle, ledger: Ledger, product: str, table: str, now: datetime) -> bool:
    """Whether a product may read a version: after its end only who has read it before."""
    return not lifecycle.has_ended(now) or ledger.has_read(product, table)


def spoken_notice(port: ProductInput, lifecycle: Lifecycle, now: datetime) -> str | None:
    """What the owner of a consumer has to know; None while nothing is about to change."""
    notice = lifecycle.notice(now)
    return f"{port.source.identifier} v{port.major} {notice}" if notice else None


def upstream_notices(settings: Settings, product: DataProduct, now: datetime) -> list[str]:
    """What the owner of a product has to know of the products that it reads, by their specs."""
    told = (
        spoken_notice(port, _declared(settings, port) or Lifecycle(), now)
        for port in product.product_inputs
    )
    return [notice for notice in told if notice is not None]


def _declared(settings: Settings, port: ProductInput) -> Lifecycle | None:
    spec = upstream_spec(settings.domains, port.source.identifier)
    return spec.lifecycles.get(port.major) if spec and port.major is not None else None
