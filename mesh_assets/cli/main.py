"""The `mesh` command, which imports a command only when it runs.

The platform's libraries take seconds to import. `mesh --help`, completion and usage errors need
none of them, so that each command is named here with the line that help shows.
"""

import sys

import click

from mesh_assets.cli.lazy import LazyCommand, LazyGroup
from mesh_assets.errors import MeshError

COMMANDS = {
    "new": LazyCommand(
        "mesh_assets.cli.new", "Write a new domain, or a new product from a sample file."
    ),
    "validate": LazyCommand(
        "mesh_assets.cli.validate", "Check specs, contracts, checks and models; show every problem."
    ),
    "land": LazyCommand(
        "mesh_assets.cli.land",
        "Drop a file into a product's landing folder, divided by partition where it has to be.",
    ),
    "publish": LazyCommand(
        "mesh_assets.cli.publish",
        "Ingest, build, stage, audit and publish partitions of a product.",
    ),
    "plan": LazyCommand(
        "mesh_assets.cli.plan",
        "Compare the declarations with what is published: changes, consumers, rebuilds.",
    ),
    "contract": LazyCommand(
        "mesh_assets.cli.contract",
        "Judge, compare, import and export contracts: the agreements with consumers.",
    ),
    "registry": LazyCommand(
        "mesh_assets.cli.registry",
        "Publish, serve and look at the schemas of streams; approve what breaks.",
    ),
    "lineage": LazyCommand(
        "mesh_assets.cli.lineage", "Print from which columns a product is made, and who uses it."
    ),
    "status": LazyCommand(
        "mesh_assets.cli.status",
        "Print the board: publications, refusals and objectives of every product, or of some.",
    ),
    "onboard": LazyCommand(
        "mesh_assets.cli.onboard",
        "Hold a product against the onboarding checklist; show what is missing, and where.",
    ),
    "query": LazyCommand(
        "mesh_assets.cli.query", "Run SQL on published tables, named `<domain>.<product>`."
    ),
    "dead-letters": LazyCommand(
        "mesh_assets.cli.dead_letters",
        "Print the records that their contract refused, newest partition first.",
    ),
    "rollback": LazyCommand(
        "mesh_assets.cli.rollback",
        "Take back the publication that a partition shows; what stood before shows again.",
    ),
    "retire": LazyCommand(
        "mesh_assets.cli.retire",
        "Archive a major version whose sunset has come, once nobody consumes it.",
    ),
    "evidence": LazyCommand(
        "mesh_assets.cli.evidence",
        "Print the evidence that the publication of a partition carries.",
    ),
    "demo": LazyCommand(
        "mesh_assets.cli.demo",
        "Publish the whole mesh on 14 days of generated data, and print the board.",
    ),
    "ui": LazyCommand(
        "mesh_assets.cli.ui", "Start `dagster dev`: the UI, the daemon, sensors and schedules."
    ),
    "schema": LazyCommand(
        "mesh_assets.cli.schema",
        "Print the JSON Schema of product.yaml, domain.yaml, registry.yaml or a consumer contract.",
    ),
}


@click.group(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="mesh-assets", prog_name="mesh")
def mesh() -> None:
    """Build data products: gated, and published one partition at a time."""


def main() -> None:
    """Run `mesh`; what a user can put right ends with its message and status 1."""
    try:
        mesh()
    except MeshError as error:
        click.echo(f"mesh: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
