"""Taking back a publication: the partition shows again what it showed before."""

from mesh_assets.errors import MeshError
from mesh_assets.lakehouse.history import standing
from mesh_assets.lakehouse.publication import Publication, publications
from mesh_assets.lakehouse.publication import rollback as take_back
from mesh_assets.pipeline.announce import announce
from mesh_assets.pipeline.homes import home_table
from mesh_assets.pipeline.run import ProductRun


class NothingToRollBack(MeshError):
    """Nothing of the partition is published."""


def rollback(run: ProductRun) -> Publication:
    """Take back the newest publication of the run's partition, in one commit with evidence.

    Raises NothingToRollBack, and the lakehouse's NotStanding and HistoryExpired.
    """
    lakehouse = run.installation.lakehouse
    table = home_table(lakehouse, run.product)
    changes = [
        one for one in publications(lakehouse, table) if one.partition_key == run.partition_key
    ]
    stands = standing(changes)
    if stands is None:
        raise NothingToRollBack(f"{run.title} has no publication that could be taken back")
    evidence = {"mesh.product": run.product.identifier, "mesh.run-id": run.run_id}
    taken_back = take_back(lakehouse, table, stands, evidence)
    announce(run)
    return taken_back
