"""`mesh evidence`: how a published partition came to be, from the table itself."""

import json
from collections.abc import Mapping

import click

from mesh_assets.cli.products import (
    find_partition,
    find_product,
    partition_option,
    product_argument,
)
from mesh_assets.cli.rendering import console, table
from mesh_assets.errors import MeshError
from mesh_assets.gates.verdict import Verdict
from mesh_assets.lakehouse.publication import Publication, publications
from mesh_assets.pipeline.homes import home_table
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.pipeline.ledger.ledger import Ledger
from mesh_assets.pipeline.ledger.records import UNPARTITIONED
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@partition_option
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def evidence(product: str, partition: str | None, as_json: bool) -> None:
    """Print the evidence that the publication of a partition carries."""
    settings = load_settings()
    found = find_product(settings, product)
    wanted = find_partition(found, partition)
    key = wanted.key if wanted else UNPARTITIONED
    installation = open_installation(settings)
    lakehouse, ledger = installation.lakehouse, installation.ledger
    retired = ledger.retirement(found.identifier)
    known = publications(lakehouse, retired.table_name if retired else home_table(lakehouse, found))
    matching = [one for one in known if one.partition_key == key]
    if not matching:
        raise MeshError(f"{product} has no publication of partition {key or 'the whole'}")
    if as_json:
        click.echo(json.dumps(dict(matching[-1].evidence), indent=2, sort_keys=True))
        return
    _print(matching[-1], ledger)


def _print(publication: Publication, ledger: Ledger) -> None:
    told = publication.evidence
    screen = console()
    shown = {name: value for name, value in told.items() if name != "mesh.gates"}
    rows = [(name.removeprefix("mesh."), value) for name, value in sorted(shown.items())]
    screen.print(table(("evidence", "value"), [("snapshot", str(publication.snapshot_id)), *rows]))
    verdicts = _verdicts(told, ledger)
    screen.print()
    screen.print(
        table(
            ("gate", "rule", "outcome", "measured#", "expected"),
            [(v.gate, v.rule, v.outcome.value, v.measured_words, v.expected) for v in verdicts],
        )
    )


def _verdicts(told: Mapping[str, str], ledger: Ledger) -> list[Verdict]:
    """The verdicts on the candidate and on the ingests that it was built from."""
    inputs = json.loads(told.get("mesh.inputs", "[]"))
    subjects = [*(one["ingest"] for one in inputs), told.get("mesh.candidate", "")]
    return [verdict for subject in subjects for verdict in ledger.verdicts(subject)]
