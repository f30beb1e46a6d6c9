"""Who has to approve a version that breaks, and who has."""

from collections.abc import Sequence

from mesh_assets.documents.suggestion import suggest
from mesh_assets.registry.declaration import Review
from mesh_assets.registry.errors import not_permitted
from mesh_assets.registry.records import Approval


def missing_approvers(review: Review, approvals: Sequence[Approval]) -> tuple[str, ...] | None:
    """Whose approval is missing; None where nothing is.

    Approvals of people who are no approvers any more do not count. Where no review is required,
    one approver is enough.
    """
    approved = {each.approver for each in approvals}
    missing = tuple(str(each) for each in review.approvers if each not in approved)
    is_enough = not missing if review.required else len(missing) < len(review.approvers)
    return None if is_enough and review.approvers else missing


def refuse_strangers(review: Review, by: str) -> None:
    """Refuse somebody who is no approver; raises RegistryRefusal."""
    if by in review.approvers:
        return
    meant = suggest(by, review.approvers)
    known = ", ".join(review.approvers) or "nobody"
    hint = f"did you mean `{meant}`?" if meant else f"approvers are: {known}"
    raise not_permitted(f"`{by}` does not approve versions in this registry; {hint}")
