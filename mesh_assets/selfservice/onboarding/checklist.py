"""The eight points of the onboarding workflow of a domain, in its order."""

from collections.abc import Callable, Iterable

from mesh_assets.selfservice.onboarding.declared import (
    access_policies,
    charter,
    contracts,
    cost_ownership,
    registered_in_catalog,
    scope_and_ownership,
)
from mesh_assets.selfservice.onboarding.finding import ChecklistPoint, Finding
from mesh_assets.selfservice.onboarding.proven import pipelines_provisioned, quality_and_monitoring
from mesh_assets.selfservice.onboarding.subject import Subject

_TITLES: dict[Callable[[Subject], Iterable[Finding]], str] = {
    scope_and_ownership: "Define domain scope and ownership",
    charter: "Create data product charter (purpose, consumers, SLAs)",
    contracts: "Establish data contracts (schema, semantics, PII classification)",
    pipelines_provisioned: "Provision pipelines (ingest, transform, publish)",
    registered_in_catalog: "Register in catalog (ownership, SLAs, lineage)",
    quality_and_monitoring: "Implement quality checks and monitoring",
    access_policies: "Define access policies (RBAC/ABAC, tags)",
    cost_ownership: "Set cost ownership (showback/chargeback)",
}


def checklist(subject: Subject) -> list[ChecklistPoint]:
    """Hold a product against all points."""
    return [
        ChecklistPoint(look.__name__, title, tuple(look(subject)))
        for look, title in _TITLES.items()
    ]
