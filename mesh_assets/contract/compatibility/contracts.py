"""The changes from one contract to the next.

What is added beside is compatible: an optional column, an allowed value, a check. What is taken
away, renamed, given another type or narrowed breaks: consumers read it, and rows that were
published before may not keep the new promise.
"""

from collections.abc import Iterator

from mesh_assets.contract.canonical import contract_data, contract_from_data
from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.columns import column_changes
from mesh_assets.contract.compatibility.rules import rule_changes
from mesh_assets.contract.model import Contract


def contract_changes(old: Contract, new: Contract) -> list[Change]:
    """List the changes of columns, keys and rules, in this order; descriptions do not count."""
    old, new = _canonical(old), _canonical(new)
    return [
        *column_changes(old.columns, new.columns),
        *_key_changes(old, new),
        *rule_changes(old, new),
    ]


def _key_changes(old: Contract, new: Contract) -> Iterator[Change]:
    if old.primary_key != new.primary_key:
        before, after = (", ".join(key) or "nothing" for key in (old.primary_key, new.primary_key))
        yield Change(f"a row is identified by {after}, and was by {before}", breaks=True)


def _canonical(contract: Contract) -> Contract:
    """The values of rules as JSON keeps them, whether the contract was kept or just read."""
    return contract_from_data(contract_data(contract))
