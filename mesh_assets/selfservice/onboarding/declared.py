"""The points that are kept by declaring: ownership, charter, contracts, catalog, access, cost."""

from collections.abc import Callable, Iterator, Mapping

from mesh_assets.contract.model import Column, Contract
from mesh_assets.product.ports import FilesInput
from mesh_assets.selfservice.onboarding.finding import Finding, State, found, missing, unchecked
from mesh_assets.selfservice.onboarding.subject import Subject

_DOMAIN_FILE = "domain.yaml"


def scope_and_ownership(subject: Subject) -> Iterator[Finding]:
    """The domain says what it is about, who owns it and who decides."""
    domain = subject.domain
    yield Finding(State.DONE, f"owner {domain.owner}")
    yield found(
        domain.description.strip(),
        f"scope: {domain.description.strip()}",
        f"write what the domain is about in `description` of {_DOMAIN_FILE}",
    )
    yield found(
        domain.roles and domain.raci,
        f"{len(domain.roles)} roles, {len(domain.raci)} kinds of decisions",
        f"write `roles` and `raci` in {_DOMAIN_FILE}",
    )


def charter(subject: Subject) -> Iterator[Finding]:
    """The product says what it is for, whom it serves and what it promises."""
    slo = subject.product.slo
    described = _described(subject.contract)
    yield found(
        subject.product.description.strip() and described.get("purpose"),
        f"purpose: {described.get('purpose')}",
        f"write `description.purpose` in {subject.contract_file}, and `description` in "
        f"{subject.spec}",
    )
    yield found(
        described.get("usage") or subject.consumers,
        f"consumers: {', '.join(subject.consumers) or described.get('usage')}",
        f"no product reads it: write for whom it is in `description.usage` of "
        f"{subject.contract_file}",
    )
    yield found(
        slo.freshness and slo.completeness,
        f"promises freshness {slo.freshness} and completeness {slo.completeness}",
        f"promise `freshness` and `completeness` in `slo` of {subject.spec}",
    )


def contracts(subject: Subject) -> Iterator[Finding]:
    """Schema, meaning and classification are agreed for what arrives and for what is published."""
    contract = subject.contract
    if contract is None:
        yield missing(f"a contract of the published table: {subject.contract_complaint}")
        return
    yield found(
        contract.rules,
        f"schema: {len(contract.columns)} columns, {len(contract.rules)} rules",
        f"{subject.contract_file} demands nothing: add rules",
    )
    yield _told_of_all_columns(subject, contract, "description", lambda one: one.description)
    yield _told_of_all_columns(subject, contract, "classification", lambda one: one.classification)
    landing = [port for port in subject.product.input_ports if isinstance(port, FilesInput)]
    if landing:
        agreed = ", ".join(f"{port.name}: {port.contract}" for port in landing)
        yield Finding(State.DONE, f"arriving records: {agreed}")


def registered_in_catalog(subject: Subject) -> Iterator[Finding]:
    """The product can be found, with its owner, its promises and its lineage."""
    catalog, product = subject.product.catalog, subject.product
    yield found(
        catalog.registered_in and catalog.tags,
        f"declared for {catalog.registered_in}, tags {', '.join(catalog.tags)}",
        f"write `registered_in` and `tags` in `catalog` of {subject.spec}",
    )
    declared = {port.table_name for port in product.input_ports}
    read = {name for model in subject.listed_models for name in model.sources}
    unread = ", ".join(sorted(declared - read))
    yield found(
        declared and not unread,
        f"lineage: {', '.join(sorted(declared))} -> {product.schema_name}.{product.table_name}",
        f"no model reads {unread or 'an input port'}: the lineage is not known",
    )
    yield unchecked("whether the catalog lists it is not checked: the mesh sends no entries yet")


def access_policies(subject: Subject) -> Iterator[Finding]:
    """What access depends on is declared: classes of columns, and tags."""
    catalog, contract = subject.product.catalog, subject.contract
    if contract is None:
        yield missing("without a contract no column has a class that access could depend on")
        return
    personal = [path for path, column in contract.walk() if column.is_personal]
    yield found(
        not personal or "pii" in catalog.tags,
        f"{len(personal)} personal columns, tagged: {', '.join(catalog.tags) or 'no tags needed'}",
        f"it has personal columns ({', '.join(personal)}): add the tag pii in {subject.spec}",
    )
    yield unchecked(
        "roles and policies cannot be declared yet: who reads the table's files reads it all"
    )


def cost_ownership(subject: Subject) -> Iterator[Finding]:
    """The domain answers for what its products cost."""
    budget = subject.domain.budget
    if budget is None or not budget.per_month:
        yield missing(f"write the agreed `budget` in {_DOMAIN_FILE}")
    else:
        amount = f"{budget.per_month} {budget.currency} a month"
        yield Finding(State.DONE, f"{amount}, answered for by {subject.domain.owner}")
    yield unchecked("what is spent is not measured yet")


def _told_of_all_columns(
    subject: Subject, contract: Contract, key: str, tells: Callable[[Column], str]
) -> Finding:
    silent = [column.name for column in contract.columns if not tells(column)]
    return found(
        not silent,
        f"every column has its {key}",
        f"write `{key}` in {subject.contract_file} for {', '.join(silent)}",
    )


def _described(contract: Contract | None) -> Mapping[str, str]:
    """What an ODCS contract says to people: purpose, usage, limitations."""
    document = contract.extras.get("document", {}) if contract else {}
    described = document.get("description")
    return described if isinstance(described, dict) else {}
