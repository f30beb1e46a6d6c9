"""A refused partition: recorded with its reasons, and raised as one error that people can read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from mesh_assets.errors import InfrastructureError, MeshError
from mesh_assets.pipeline.ledger.records import RefusalRecord, new_identifier
from mesh_assets.pipeline.run import ProductRun
from mesh_assets.ports.inputs.files import NothingArrived


class PublicationRefused(MeshError):
    """The partition is not published, for the reasons given; what was published before stays."""

    def __init__(self, subject: str, reasons: Sequence[str]) -> None:
        self.reasons = tuple(reasons)
        lines = "".join(f"\n  - {reason}" for reason in self.reasons)
        super().__init__(f"{subject} is refused:{lines}")


def record_refusal(run: ProductRun, reasons: Sequence[str], candidate: str = "") -> None:
    """Write a refusal to the ledger."""
    run.installation.ledger.record_refusal(
        RefusalRecord(
            id=new_identifier(),
            product=run.product.identifier,
            partition=run.partition_key,
            run_id=run.run_id,
            candidate=candidate,
            refused_at=datetime.now(UTC),
            reasons=list(reasons),
        )
    )


def refuse(run: ProductRun, reasons: Sequence[str], candidate: str = "") -> PublicationRefused:
    """Record a refusal and give the error to raise."""
    record_refusal(run, reasons, candidate)
    return PublicationRefused(run.title, reasons)


@contextmanager
def refusals_recorded(run: ProductRun) -> Iterator[None]:
    """Record every mistake of data or declaration that stops the run, and let it pass on.

    What the machine is to blame for is no refusal, and neither is a partition that never arrived.
    """
    try:
        yield
    except (PublicationRefused, InfrastructureError, NothingArrived):
        raise
    except MeshError as error:
        record_refusal(run, [str(error)])
        raise
