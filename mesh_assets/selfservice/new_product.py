"""A new product from a sample file: complete, valid, and ready to be published."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.compute.database import open_run_database
from mesh_assets.contract.landing import LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.validation import validate_files
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.suggestion import suggest
from mesh_assets.errors import MeshError
from mesh_assets.gates.soda import soda_checks
from mesh_assets.pipeline.ledger.records import new_identifier
from mesh_assets.product.folders import DOMAIN_FILE, PRODUCT_FILE, domain_folders
from mesh_assets.product.mesh import load_declaration
from mesh_assets.product.names import snake_case
from mesh_assets.selfservice.declarations.input_contract import input_contract_text
from mesh_assets.selfservice.declarations.models import model_text, schema_text, sources_text
from mesh_assets.selfservice.declarations.output_contract import output_contract_text
from mesh_assets.selfservice.declarations.soda import soda_text
from mesh_assets.selfservice.declarations.spec import COMPLETENESS, CONTRACT, SODA, spec_text
from mesh_assets.selfservice.names import product_names
from mesh_assets.selfservice.proposal import Proposal, propose
from mesh_assets.selfservice.writing import Files, appearing_together, refuse_existing
from mesh_assets.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class UnknownDomain(MeshError):
    """A product was asked for in a domain that the mesh does not have."""


class TooMuchIsBroken(MeshError):
    """So much of a sample cannot be read that publishing it would be refused."""


class InvalidProposal(MeshError):
    """What was inferred is no valid product; nothing was written."""


@dataclass(frozen=True, slots=True)
class NewProduct:
    """What was written, and what it rests on."""

    proposal: Proposal
    folder: Path
    models: Path


def create_product(settings: Settings, identifier: str, sample: Path) -> NewProduct:
    """Write a product that publishes what a sample holds, or write nothing.

    Raises BadName, UnknownDomain, AlreadyThere, UnknownFormat, UnreadableFile, SampleUnusable and
    TooMuchIsBroken.
    """
    domain, name = product_names(identifier)
    owner = _owner(settings, domain)
    folder = settings.domains / snake_case(domain) / snake_case(name)
    models = settings.dbt_project / "models" / snake_case(domain) / snake_case(name)
    refuse_existing([folder, models])
    with open_run_database(settings, new_identifier()) as database:
        proposal = propose(database.connection, sample, domain, name, owner)
        _refuse_broken(proposal)
        folders = {models: _models(proposal), folder: _declarations(proposal, folder)}
        with appearing_together(folders) as drafts:
            _prove(database.connection, proposal, drafts[folder])
    return NewProduct(proposal, folder, models)


def _owner(settings: Settings, domain: str) -> str:
    """The domain's owner, who owns its new products; raises UnknownDomain."""
    declaration = settings.domains / snake_case(domain) / DOMAIN_FILE
    if declaration.is_file():
        return str(load_declaration(declaration).owner)
    known = [folder.name.replace("_", "-") for folder in domain_folders(settings.domains)]
    meant = suggest(domain, known)
    hint = f"did you mean `{meant}`? Otherwise make it first" if meant else "make it first"
    raise UnknownDomain(
        f"there is no domain `{domain}`: {hint}: "
        f"mesh new domain {domain} --owner {domain}-team@company.com"
    )


def _declarations(proposal: Proposal, folder: Path) -> Files:
    return {
        PRODUCT_FILE: spec_text(proposal, folder),
        CONTRACT: output_contract_text(proposal),
        proposal.input_contract: input_contract_text(proposal),
        SODA: soda_text(proposal),
    }


def _models(proposal: Proposal) -> Files:
    return {
        f"{proposal.table}.sql": model_text(proposal),
        "sources.yml": sources_text(proposal),
        "schema.yml": schema_text(proposal),
    }


def _refuse_broken(proposal: Proposal) -> None:
    sample = proposal.sample
    broken = sum(sample.broken.values())
    if broken * 100 > (100 - COMPLETENESS.percent) * Decimal(sample.records + broken):
        reasons = ", ".join(f"{rule} ({count})" for rule, count in sample.broken.items())
        raise TooMuchIsBroken(
            f"{sample.path}: {broken} of {sample.records + broken} records cannot be read: "
            f"{reasons}; repair them, because a product accepts at least {COMPLETENESS} of what "
            "arrives"
        )


def _prove(connection: "DuckDBPyConnection", proposal: Proposal, draft: Path) -> None:
    """Hold the sample against the contracts as they were written; raises InvalidProposal."""
    try:
        load_contract(draft / CONTRACT, table=proposal.table)
        contract = load_contract(draft / proposal.input_contract)
        soda_checks(draft / SODA)
    except DocumentError as error:
        raise InvalidProposal(
            f"{proposal.sample.path} leads to declarations that are not valid: {error}"
        ) from None
    file = LandingFile(proposal.sample.path, proposal.sample.format)
    validation = validate_files(connection, [file], contract, window=None)
    if validation.accepted != proposal.sample.records:
        raise InvalidProposal(
            f"{proposal.sample.path} does not keep the contract that was inferred from it: "
            f"{dict(validation.reasons)}"
        )
