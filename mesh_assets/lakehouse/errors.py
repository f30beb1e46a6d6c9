"""What can go wrong between a query and a published table, and what to do about each."""

from mesh_assets.errors import InfrastructureError, MeshError


class LakehouseError(MeshError):
    """The root of this package's errors: the published table is as it was before."""


class InvalidName(LakehouseError):
    """A table's name is not `namespace.table` in lower-case letters, digits and underscores."""


class CatalogUnavailable(LakehouseError, InfrastructureError):
    """The catalog's database cannot be opened, or stopped answering."""


class TableNotFound(LakehouseError):
    """The catalog holds no table of that name."""


class InvalidTable(LakehouseError):
    """A product's partitions do not fit its contract, or a partition does not fit the table."""


class IncompatibleSchema(LakehouseError):
    """The contract changed in a way that readers of the table's history cannot follow."""


class UnexpectedColumns(LakehouseError):
    """A query's columns are not the columns that the contract promises."""


class UnsafeConversion(LakehouseError):
    """A query's column has a type that cannot become the contract's without a loss."""


class RowsOutsidePartition(LakehouseError):
    """A query gave rows that belong to another partition."""


class MissingValues(LakehouseError):
    """A query gave nulls where the contract requires values."""


class StorageFailed(LakehouseError, InfrastructureError):
    """The files of a candidate could not be written: the disk is full, or not there."""


class StagingFailed(LakehouseError):
    """A candidate's query could not be run."""


class CandidateNotFound(LakehouseError):
    """There is no such candidate: it was never completed, or it has been swept away."""


class CandidateExpired(LakehouseError):
    """A candidate is too old to be published: its files may be swept away at any moment."""


class PublicationFailed(LakehouseError, InfrastructureError):
    """The commit could not be written; publishing the same candidate again is safe."""


class PublicationNotFound(LakehouseError):
    """The table's history holds no such publication."""


class LostRace(LakehouseError):
    """Somebody else changed the partition since the candidate was staged: stage it again."""


class TableMoved(LakehouseError):
    """Another partition changed since the candidate was judged beside the rest of the table."""


class NotStanding(LakehouseError):
    """A publication cannot be rolled back because it is not what its partition shows now."""


class RolledBack(LakehouseError):
    """A candidate was published and then rolled back; publishing it again would undo that."""


class HistoryExpired(LakehouseError):
    """What stood before a publication is no longer kept."""
