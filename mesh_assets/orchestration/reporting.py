"""What `mesh publish` did, told to the Dagster instance, so that the UI shows it like a run."""

from collections.abc import Collection, Iterator, Sequence
from types import TracebackType
from typing import Self

import dagster as dg

from mesh_assets.compute.dbt import ProductModels
from mesh_assets.gates.verdict import Verdict
from mesh_assets.orchestration.build_step import model_metadata
from mesh_assets.orchestration.checks import GateCheck, build_checks, check_results, port_checks
from mesh_assets.orchestration.column_lineage import port_lineage, published_lineage
from mesh_assets.orchestration.keys import candidate_key, port_key, product_key
from mesh_assets.orchestration.metadata import (
    candidate_metadata,
    data_version_tags,
    ingest_metadata,
    publication_metadata,
)
from mesh_assets.orchestration.recorded_run import Event, RecordedRun
from mesh_assets.pipeline.attempt import Attempt
from mesh_assets.product.ports import InputPort, ProductInput
from mesh_assets.product.product import DataProduct

_JOB = "mesh_publish"


class PublicationReport:
    """One command that publishes partitions, shown by the UI as one run."""

    def __init__(
        self,
        instance: dg.DagsterInstance,
        product: DataProduct,
        models: ProductModels,
        partition_keys: Collection[str],
        run_id: str,
        ports: Sequence[InputPort] | None = None,
    ) -> None:
        """`ports` are those that are ingested for it; by default all of the product's."""
        self._product = product
        self._models = models
        self._partition_keys = partition_keys
        self._ports = product.input_ports if ports is None else ports
        tags = {"mesh/domain": str(product.domain), "mesh/product": str(product.name)}
        self._run = RecordedRun(instance, _JOB, run_id, tags)
        self._refused: list[str] = []

    def __enter__(self) -> Self:
        self._run.__enter__()
        product = self._product
        received = [check for port in self._ports for check in port_checks(product, port)]
        checks = [*received, *build_checks(product, self._models)]
        keys = [dg.AssetCheckKey(check.asset, check.name) for check in checks]
        self._run.plan(keys, self._partition_keys)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._refused and error is None:
            self._run.fail(f"not published: {', '.join(self._refused)}")
        self._run.__exit__(kind, error, trace)

    def add(self, attempt: Attempt) -> None:
        """Report every verb that the attempt reached; a refused candidate publishes nothing."""
        for event in _events(self._product, self._models, attempt):
            self._run.report(event)
        if not attempt.published:
            self._refused.append(attempt.partition_key or self._product.identifier)


def _events(product: DataProduct, models: ProductModels, attempt: Attempt) -> Iterator[Event]:
    yield from _ingest_events(product, attempt)
    yield from _build_events(product, models, attempt)
    if attempt.publication is not None:
        publication = attempt.publication
        yield dg.AssetMaterialization(
            product_key(product),
            partition=attempt.partition_key,
            metadata=published_lineage(product)
            | publication_metadata(
                publication.evidence, publication.snapshot_id, attempt.seconds.get("publish")
            ),
            tags=data_version_tags(publication.evidence),
        )


def _ingest_events(product: DataProduct, attempt: Attempt) -> Iterator[Event]:
    for ingest in attempt.ingests:
        port = product.input_port(ingest.record.port)
        yield dg.AssetMaterialization(
            port_key(product, port),
            partition=attempt.partition_key,
            metadata=ingest_metadata(ingest, attempt.seconds.get("ingest"))
            | (port_lineage(product, port) if isinstance(port, ProductInput) else {}),
        )
        yield from _evaluations(port_checks(product, port), [ingest.verdict], attempt)


def _build_events(product: DataProduct, models: ProductModels, attempt: Attempt) -> Iterator[Event]:
    if attempt.built is None or attempt.candidate is None or attempt.preview is None:
        return
    for key, metadata in model_metadata(product, attempt.built).items():
        yield dg.AssetMaterialization(key, partition=attempt.partition_key, metadata=metadata)
    yield dg.AssetMaterialization(
        candidate_key(product),
        partition=attempt.partition_key,
        metadata=candidate_metadata(
            identifier=attempt.candidate.id,
            rows=attempt.candidate.rows,
            preview=attempt.preview,
            seconds=attempt.seconds.get("stage"),
        ),
    )
    yield from _evaluations(build_checks(product, models), attempt.verdicts, attempt)


def _evaluations(
    checks: Sequence[GateCheck], verdicts: Sequence[Verdict], attempt: Attempt
) -> Iterator[dg.AssetCheckEvaluation]:
    for check, result in zip(checks, check_results(checks, verdicts), strict=True):
        yield dg.AssetCheckEvaluation(
            asset_key=check.asset,
            check_name=check.name,
            passed=result.passed,
            metadata=result.metadata,
            severity=result.severity,
            description=result.description,
            blocking=True,
            partition=attempt.partition_key,
        )
