"""Second verb: bind the inputs to this partition, and run the models or the mapping on them."""

from collections.abc import Sequence

from mesh_assets.compute.dbt import DbtRun
from mesh_assets.compute.mapping import read_mapping, run_mapping
from mesh_assets.gates.dbt import judge_dbt
from mesh_assets.gates.verdict import Verdict
from mesh_assets.pipeline.ingestion.reading import attach_inputs
from mesh_assets.pipeline.ledger.records import IngestRecord
from mesh_assets.pipeline.models import Built
from mesh_assets.pipeline.refusal import refuse
from mesh_assets.pipeline.run import IncompleteProduct, ProductRun


def build(run: ProductRun, ingests: Sequence[IngestRecord]) -> Built:
    """Run the models and their tests, or the mapping; raises a typed error for what cannot be."""
    attach_inputs(run, ingests)
    domain, table = run.product.schema_name, run.product.table_name
    if run.product.mapping_file is None:
        return run.installation.dbt.build(run.database, domain, table)
    mapping = read_mapping(run.database.connection, run.product.mapping_file)
    return run_mapping(run.database, mapping, domain, table)


def refuse_unbuilt(run: ProductRun, built: Built) -> None:
    """Refuse when a test that failed kept dbt from building the output; there is no candidate."""
    if not built.output_built:
        raise refuse(run, [verdict.sentence for verdict in judge_build(built) if verdict.refuses])


def judge_build(built: Built) -> list[Verdict]:
    """The verdicts of the tests that dbt has run; a mapping has none."""
    return judge_dbt(built) if isinstance(built, DbtRun) else []


def latest_ingests(run: ProductRun) -> list[IngestRecord]:
    """What the partition is built from, as it is now.

    Of every input port the newest ingest of the partition, and those of later arrivals that brought
    rows of it. Raises IncompleteProduct when a port was not ingested for it.
    """
    ledger, identifier = run.installation.ledger, run.product.identifier
    found = []
    for port in run.product.input_ports:
        record = ledger.latest_ingest(identifier, port.name, run.partition_key)
        if record is None:
            raise IncompleteProduct(
                f"input port '{port.name}' of {identifier} was never ingested for "
                f"partition {run.partition_key or 'the whole'}; ingest it first"
            )
        found += [record, *ledger.late_ingests(identifier, port.name, run.partition_key)]
    return found
