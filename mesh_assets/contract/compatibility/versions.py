"""Versions of products that keep their word: what breaks needs a new major version."""

from collections.abc import Iterable, Sequence

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.product.types import SemanticVersion


def version_refusal(
    product: str, before: SemanticVersion, after: SemanticVersion, changes: Iterable[Change]
) -> str | None:
    """Say why a product must not move to a version with these changes; None where it may."""
    if after.major > before.major or not any(change.breaks for change in changes):
        return None
    return (
        f"{product} {after} breaks what consumers read of {before}: "
        f"take the breaking changes back, or write `version: {before.major + 1}.0.0`"
    )


def removal_refusal(product: str, readers: Sequence[str]) -> str | None:
    """Say why a product must not be removed while others read it; None where nobody does."""
    if not readers:
        return None
    names = " and ".join(filter(None, [", ".join(readers[:-1]), readers[-1]]))
    return (
        f"{product} is gone, and {names} still {'reads' if len(readers) == 1 else 'read'} it: "
        "remove the input port there first"
    )
