"""A new major version takes the product's own table, and the old one goes on beside it.

The new major is staged, judged and committed in a table beside that of the old one. Once it is
published there, one transaction of the catalog's database gives the two tables their names and the
ledger's records their products: before it, consumers find the old major under the product's name,
after it the new one, and never neither. Killed in between, the next publication makes up for it.
"""

from dataclasses import replace

from mesh_assets.lakehouse.history import Publication
from mesh_assets.pipeline.homes import held_major, table_name_of
from mesh_assets.pipeline.ledger.succession import Succession
from mesh_assets.pipeline.run import ProductRun


def take_the_name(run: ProductRun, published: Publication) -> Publication:
    """Give the product's own table to its current major, which was just published.

    Gives the publication under the name that its table has then. Raises NameTaken.
    """
    product = run.product
    own = table_name_of(product.identifier)
    if product.identifier != product.current_identifier or published.table == own:
        return published
    held = held_major(run.installation.lakehouse, own)
    if held is not None and held != product.version.major:
        run.installation.ledger.succeed(Succession(product.identifier, held, product.version.major))
    return replace(published, table=own)
