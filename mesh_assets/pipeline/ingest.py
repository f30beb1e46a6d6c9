"""First verb: take in what each input port has for the partition."""

from mesh_assets.gates.completeness import judge_completeness
from mesh_assets.pipeline.ingestion.landing import ingest_landed
from mesh_assets.pipeline.ingestion.published import ingest_published
from mesh_assets.pipeline.ingestion.result import Ingest
from mesh_assets.pipeline.lifecycles import refuse_ended
from mesh_assets.pipeline.run import IncompleteProduct, ProductRun
from mesh_assets.product.ports import FilesInput, InputPort, ProductInput
from mesh_assets.product.sources import FILES, PRODUCT


def ingest(run: ProductRun, port: InputPort) -> Ingest:
    """Ingest one port, and record it with the verdict on its completeness.

    Running again after a kill completes the work. Raises NothingArrived, UnreadableFile,
    DocumentError for landing files, InputUnavailable for another product, and PublicationRefused
    where the product's own life is over.
    """
    refuse_ended(run)
    match port:
        case FilesInput():
            record, late = ingest_landed(run, port)
        case ProductInput():
            record, late = ingest_published(run, port), {}
        case _:
            raise IncompleteProduct(
                f"input port '{port.name}' of {run.product.identifier} reads from "
                f"'{port.source}', which nothing ingests; land its data as files and write "
                f"{FILES}folder, or read a product by {PRODUCT}domain/name"
            )
    verdict = judge_completeness(
        port.name,
        received=record.received,
        accepted=record.accepted,
        slo=run.product.slo.completeness,
    )
    run.installation.ledger.record_ingest(record, [verdict], late)
    return Ingest(record, verdict, late)
