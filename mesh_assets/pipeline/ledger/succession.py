"""Tables that get other names, and the records of them that follow, together."""

from dataclasses import dataclass

import sqlalchemy as sa

from mesh_assets.errors import MeshError
from mesh_assets.pipeline.homes import table_name_of, table_of_major
from mesh_assets.pipeline.ledger.tables import (
    CANDIDATES,
    DECLARATIONS,
    INGESTS,
    PUBLICATIONS,
    REFUSALS,
)
from mesh_assets.product.names import version_name
from mesh_assets.product.types import SemanticVersion


class NameTaken(MeshError):
    """There is a table already where an older major version has to go."""


@dataclass(frozen=True, slots=True)
class Succession:
    """A major version that takes the place of another one."""

    product: str
    """The identifier that the current major has."""
    old: int
    new: int

    @property
    def own_table(self) -> str:
        """The table that bears the product's name."""
        return table_name_of(self.product)

    @property
    def old_table(self) -> str:
        """Where the old major goes."""
        return table_of_major(self.product, self.old)

    @property
    def new_table(self) -> str:
        """Where the new major comes from."""
        return table_of_major(self.product, self.new)

    @property
    def old_product(self) -> str:
        """The identifier that the old major has from now on."""
        return version_name(self.product, self.old)

    @property
    def new_product(self) -> str:
        """The identifier that the new major had, if it was another one's before."""
        return version_name(self.product, self.new)


def exchange(connection: sa.Connection, succession: Succession) -> None:
    """Rename both tables, and let every record of them follow.

    Nothing happens where somebody else was faster: then there is no new table any more. What the
    product's landing ports took in stays the product's, whichever major it is built into. Raises
    NameTaken.
    """
    from mesh_assets.lakehouse.renaming import has_table, rename_table  # noqa: PLC0415

    # First, because whoever exchanges them between the two looks takes the new table away.
    is_taken = has_table(connection, succession.old_table)
    if not has_table(connection, succession.new_table):
        return
    if is_taken:
        raise NameTaken(
            f"{succession.product} cannot move to major {succession.new}: {succession.own_table} "
            f"would become {succession.old_table}, and there is such a table already"
        )
    own, product = succession.own_table, succession.product
    # The second of two writers has waited here, and finds that the first has renamed everything.
    if not rename_table(connection, own, succession.old_table):
        return
    rename_table(connection, succession.new_table, own)
    _follow(connection, own, succession.old_table, succession.old_product)
    _follow(connection, succession.new_table, own, product)
    _pass_on(connection, product, succession.old_product, major=succession.old)
    _pass_on(connection, succession.new_product, product, major=succession.new)


def archive(connection: sa.Connection, product: str, table: str, archived: str) -> None:
    """Give the table of a retired product its name in the archive; raises NameTaken."""
    from mesh_assets.lakehouse.renaming import has_table, rename_table  # noqa: PLC0415

    if has_table(connection, archived):
        raise NameTaken(f"{table} would become {archived}, and there is such a table already")
    rename_table(connection, table, archived)
    _follow(connection, table, archived, product)


def _follow(connection: sa.Connection, before: str, after: str, product: str) -> None:
    """Let what names a table follow it to its new name: also what others have read of it."""
    published = sa.update(PUBLICATIONS).where(PUBLICATIONS.c.table_name == before)
    connection.execute(published.values(table_name=after, product=product))
    connection.execute(sa.update(INGESTS).where(INGESTS.c.table == before).values(table=after))


def _pass_on(connection: sa.Connection, before: str, after: str, *, major: int) -> None:
    """Let what was built as some major version belong to its product."""
    digests = sa.select(CANDIDATES.c.spec_digest).where(CANDIDATES.c.product == before)
    specs = sa.select(DECLARATIONS).where(DECLARATIONS.c.digest.in_(digests))
    declared = [
        row["digest"]
        for row in connection.execute(specs).mappings()
        if SemanticVersion.parse(row["content"]["version"]).major == major
    ]
    built = (CANDIDATES.c.product == before) & CANDIDATES.c.spec_digest.in_(declared)
    refused = REFUSALS.c.candidate.in_(sa.select(CANDIDATES.c.id).where(built))
    connection.execute(sa.update(REFUSALS).where(refused).values(product=after))
    connection.execute(sa.update(CANDIDATES).where(built).values(product=after))
