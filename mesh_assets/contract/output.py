"""The contract that the published table of a product keeps."""

from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.product.names import snake_case
from mesh_assets.product.product import DataProduct


def output_contract(product: DataProduct) -> Contract | None:
    """Load it; None where the spec names none. Raises DocumentError.

    A contract knows the table by the product's name, whichever of its major versions it is for.
    """
    if product.contract is None:
        return None
    return load_contract(product.folder / product.contract, table=snake_case(product.current_name))
