"""What changes between two versions of a contract, and whether its consumers can follow."""

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.contracts import contract_changes

__all__ = ["Change", "contract_changes"]
