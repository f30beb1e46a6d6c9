"""One attempt to publish one partition: the six verbs in order, and how far they came."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from mesh_assets.errors import InfrastructureError, MeshError
from mesh_assets.gates.verdict import Verdict
from mesh_assets.lakehouse.candidate import Candidate
from mesh_assets.lakehouse.publication import Publication
from mesh_assets.pipeline.announce import announce
from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.build import build, latest_ingests, refuse_unbuilt
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.ingestion.result import Ingest
from mesh_assets.pipeline.installation import Installation
from mesh_assets.pipeline.models import Built
from mesh_assets.pipeline.preview import Preview, preview
from mesh_assets.pipeline.publish import publish
from mesh_assets.pipeline.refusal import PublicationRefused, refusals_recorded, refuse
from mesh_assets.pipeline.run import ProductRun, open_run
from mesh_assets.pipeline.stage import candidate_relation, stage
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct


@dataclass
class Attempt:
    """What each verb gave; what comes after the verb that stopped it is absent."""

    partition_key: str | None
    ingests: list[Ingest] = field(default_factory=list)
    built: Built | None = None
    candidate: Candidate | None = None
    preview: Preview | None = None
    verdicts: list[Verdict] = field(default_factory=list)
    publication: Publication | None = None
    reasons: tuple[str, ...] = ()
    """Why it was refused; empty when published."""
    seconds: dict[str, float] = field(default_factory=dict)
    """Wall-clock seconds of each verb."""

    @property
    def published(self) -> bool:
        """Whether consumers see this attempt's rows."""
        return self.publication is not None

    @contextmanager
    def timed(self, verb: str) -> Iterator[None]:
        """Add the time spent inside to the verb's seconds."""
        started = time.perf_counter()
        try:
            yield
        finally:
            spent = time.perf_counter() - started
            self.seconds[verb] = self.seconds.get(verb, 0.0) + spent


def attempt_publication(
    installation: Installation,
    product: DataProduct,
    partition: Partition | None,
    *,
    run_id: str | None = None,
    now: datetime | None = None,
) -> Attempt:
    """Run the six verbs on one partition; a refusal is a result, not an error.

    What is not the partition's fault (a full disk, an unreachable catalog) is raised as
    InfrastructureError. `now` is what sunsets are judged against.
    """
    return _attempt(installation, product, partition, product.input_ports, run_id, now)


def attempt_republication(
    installation: Installation,
    product: DataProduct,
    partition: Partition | None,
    *,
    run_id: str | None = None,
) -> Attempt:
    """Run the verbs on what was ingested already, and on other products as they are now.

    So that rows which came late reach their partition; otherwise as `attempt_publication`.
    """
    return _attempt(installation, product, partition, product.product_inputs, run_id)


def _attempt(
    installation: Installation,
    product: DataProduct,
    partition: Partition | None,
    ports: Sequence[InputPort],
    run_id: str | None,
    now: datetime | None = None,
) -> Attempt:
    attempt = Attempt(partition.key if partition else None)
    with open_run(installation, product, partition, run_id=run_id, now=now) as run:
        try:
            with refusals_recorded(run):
                _six_verbs(run, ports, attempt)
        except PublicationRefused as refusal:
            attempt.reasons = refusal.reasons
        except InfrastructureError:
            raise
        except MeshError as error:
            attempt.reasons = (str(error),)
    return attempt


def _six_verbs(run: ProductRun, ports: Sequence[InputPort], attempt: Attempt) -> None:
    with attempt.timed("ingest"):
        attempt.ingests = [ingest(run, port) for port in ports]
    incomplete = [i.verdict for i in attempt.ingests if i.verdict.refuses]
    if incomplete:
        raise refuse(run, [verdict.sentence for verdict in incomplete])
    records = latest_ingests(run)
    with attempt.timed("build"):
        attempt.built = build(run, records)
    refuse_unbuilt(run, attempt.built)
    with attempt.timed("stage"):
        staged = stage(run, records)
        attempt.candidate = staged.candidate
        attempt.preview = preview(
            run.database.connection, candidate_relation(run), run.output_contract()
        )
    with attempt.timed("audit"):
        attempt.verdicts = audit(run, staged.candidate, attempt.built)
    with attempt.timed("publish"):
        attempt.publication = publish(run)
    with attempt.timed("announce"):
        announce(run)
