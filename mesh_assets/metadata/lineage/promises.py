"""The columns that a product reads and promises, by the contracts that say so."""

from collections.abc import Iterable, Iterator

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.product import DataProduct


def output_contract(product: DataProduct) -> Contract | None:
    """The contract of the published table; None where there is none that can be read."""
    return _readable(product, product.contract, product.table_name)


def landing_columns(product: DataProduct) -> Iterator[tuple[str, list[str] | None]]:
    """The columns of each landing folder, by the port's table name."""
    for port in product.landing_inputs:
        contract = _readable(product, port.contract, None)
        yield port.table_name, column_names([contract]) if contract else None


def column_names(contracts: Iterable[Contract]) -> list[str]:
    """The names of all columns that any of some contracts has, each once."""
    return list(dict.fromkeys(column.name for each in contracts for column in each.columns))


def _readable(product: DataProduct, file: str | None, table: str | None) -> Contract | None:
    if file is None:
        return None
    try:
        return load_contract(product.folder / file, table=table)
    except DocumentError:
        return None  # whoever validates the product reports why
