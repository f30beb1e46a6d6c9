"""What a table's schema holds of a contract's rules."""

from mesh_assets.contract.export.account import Account
from mesh_assets.contract.export.promises import Promises
from mesh_assets.contract.model import Contract, LogicalType

_INSIDE = "a table requires whole columns; what is inside them may be null"


def carry_types(contract: Contract, account: Account) -> None:
    """Report the rules that the schema of the contract's table says, which are types and nulls."""
    promises = Promises(contract)
    for path, column in contract.walk():
        presence, typed = promises.presence(path), promises.type_rule(path)
        is_required = "." not in path and "[]" not in path and column.required
        if presence is not None and is_required:
            account.carry(presence)
        elif presence is not None:
            account.leave_out_rule(presence, _INSIDE)
        if typed is None:
            continue
        if column.type is LogicalType.JSON:
            account.leave_out_rule(typed, "a table has no JSON, so that its text is kept")
        elif promises.is_nullable(path) or is_required:
            account.carry(typed)
        else:
            account.leave_out_rule(typed, _INSIDE)
