"""From the name of a type, as programming languages write it, to that of a table."""

import re

_NOT_IN_NAMES = re.compile(r"\W+")
_NEW_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def table_name(name: str) -> str:
    """Write the last part of a name in snake_case: `payment_confirmed` of `PaymentConfirmed`."""
    last = name.rpartition(".")[2]
    return _NOT_IN_NAMES.sub("_", _NEW_WORD.sub("_", last)).casefold().strip("_")
