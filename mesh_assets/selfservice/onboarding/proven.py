"""The points that are kept by what has happened: pipelines that publish, and checks that judge."""

from collections.abc import Iterator

from mesh_assets.gates.requirements import required_verdicts
from mesh_assets.product.ports import NamedInput
from mesh_assets.selfservice.onboarding.finding import Finding, State, found, missing
from mesh_assets.selfservice.onboarding.subject import Subject


def pipelines_provisioned(subject: Subject) -> Iterator[Finding]:
    """What arrives is ingested, transformed and published, as its publications show."""
    product = subject.product
    words = [port.name for port in product.input_ports if isinstance(port, NamedInput)]
    read = [port.name for port in product.input_ports if port.name not in words]
    yield found(read, f"ingests {', '.join(read)}", f"name an input port in {subject.spec}")
    if words:
        yield missing(
            f"the input ports {', '.join(words)} are only described: write a source of files:// or "
            f"product:// in {subject.spec}"
        )
    names = ", ".join(model.name for model in subject.listed_models)
    yield found(
        subject.models, f"transforms by {names}", f"the dbt models: {subject.models_complaint}"
    )
    yield _published(subject)


def quality_and_monitoring(subject: Subject) -> Iterator[Finding]:
    """Candidates are judged, and what is promised is watched."""
    yield _gates(subject)
    tests = subject.models.tests if subject.models else ()
    folder = f"models/{subject.product.schema_name}/{subject.product.table_name}"
    yield found(tests, f"{len(tests)} dbt tests", f"add dbt tests in {folder}/schema.yml")
    freshness = subject.product.slo.freshness
    yield found(
        freshness,
        f"freshness is watched against {freshness}",
        f"promise `freshness` in `slo` of {subject.spec}: nothing else is watched over time",
    )


def _published(subject: Subject) -> Finding:
    shown = subject.publications
    identifier = subject.product.identifier
    if not shown:
        wanted = " --partition KEY" if subject.product.partitions else ""
        return missing(f"nothing is published: run `mesh publish {identifier}{wanted}`")
    newest = max(record.published_at for record in shown)
    rows = sum(record.rows for record in shown)
    count = f"{len(shown)} {'partition' if len(shown) == 1 else 'partitions'}"
    what = f"{count}, {rows:,} rows" if subject.product.partitions else f"{rows:,} rows"
    return Finding(State.DONE, f"published {what}, last at {newest:%Y-%m-%d %H:%M} UTC")


def _gates(subject: Subject) -> Finding:
    product = subject.product
    if not product.quality_checks:
        return missing(f"name `quality_checks` in {subject.spec}")
    required = required_verdicts(product, contract=subject.contract, models=subject.models)
    gates = dict.fromkeys(verdict.gate for verdict in required)
    return Finding(State.DONE, f"{len(required)} verdicts of {', '.join(gates)} on every candidate")
