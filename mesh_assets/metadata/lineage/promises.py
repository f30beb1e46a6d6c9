"""The columns that a product reads and promises, by the contracts that say so."""

from collections.abc import Callable, Iterable

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.ports import ProductInput
from mesh_assets.product.product import DataProduct


def output_contract(product: DataProduct) -> Contract | None:
    """The contract of the published table; None where there is none that can be read."""
    return _readable(product, product.contract, product.table_name)


def port_columns(
    product: DataProduct, promised: Callable[[ProductInput], Iterable[Contract]]
) -> dict[str, list[str] | None]:
    """The columns of each input port that is read, by the port's table name.

    `promised` gives the contracts of the product that a port reads. None stands for columns that
    nobody tells.
    """
    landed = (
        (port.table_name, _readable(product, port.contract, None))
        for port in product.landing_inputs
    )
    found = {name: column_names([contract]) if contract else None for name, contract in landed}
    for port in product.product_inputs:
        contracts = list(promised(port))
        found[port.table_name] = column_names(contracts) if contracts else None
    return found


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
