"""Null as ODCS means it."""


def without_nulls(content: object) -> object:
    """Leave out the keys whose value is null, which ODCS takes for an absent key.

    A null in a list stays: there it is a value.
    """
    if isinstance(content, dict):
        return {key: without_nulls(value) for key, value in content.items() if value is not None}
    if isinstance(content, list):
        return [without_nulls(value) for value in content]
    return content
