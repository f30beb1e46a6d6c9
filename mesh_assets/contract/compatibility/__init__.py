"""What changes between two versions of a contract, and whether its consumers can follow."""

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.contracts import contract_changes
from mesh_assets.contract.compatibility.judgement import Judgement
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.compatibility.lifecycles import lifecycle_changes, notice_refusal
from mesh_assets.contract.compatibility.specs import other_files, spec_changes
from mesh_assets.contract.compatibility.versions import (
    left_behind,
    readers_of,
    removal_refusal,
    version_refusal,
)

__all__ = [
    "Change",
    "ChangeKind",
    "Judgement",
    "contract_changes",
    "left_behind",
    "lifecycle_changes",
    "notice_refusal",
    "other_files",
    "readers_of",
    "removal_refusal",
    "spec_changes",
    "version_refusal",
]
