"""A contract guessed from a data file, for people to review."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mesh_assets.compute.database import open_run_database
from mesh_assets.pipeline.ledger.records import new_identifier
from mesh_assets.selfservice.declarations.input_contract import arriving_properties
from mesh_assets.selfservice.declarations.output_contract import known_values
from mesh_assets.selfservice.proposal import Proposal, propose
from mesh_assets.selfservice.review import contract_words, sample_words
from mesh_assets.settings import Settings

_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class GuessedContract:
    """An ODCS document, and what to review in it."""

    odcs: dict[str, Any]
    remarks: tuple[str, ...]


def guess_contract(settings: Settings, data: Path) -> GuessedContract:
    """Describe what a data file holds as it is; the contract is a draft.

    Raises SampleUnusable, UnknownFormat and UnreadableFile.
    """
    name = _NOT_IN_NAMES.sub("-", data.name.partition(".")[0].casefold()).strip("-") or "records"
    with open_run_database(settings, new_identifier()) as database:
        proposal = propose(database.connection, data, "", name, "")
    properties = arriving_properties(proposal)
    for column, written in zip(proposal.columns, properties, strict=True):
        if column.arriving.values:
            written["quality"] = [known_values(column)]
    table = {"name": proposal.table, "logicalType": "object", "properties": properties}
    odcs = {
        "apiVersion": "v3.1.0",
        "kind": "DataContract",
        "id": f"urn:datacontract:{name}",
        "name": name,
        "version": "1.0.0",
        "status": "draft",
        "schema": [table],
    }
    return GuessedContract(odcs, tuple(_remarks(proposal)))


def _remarks(proposal: Proposal) -> Iterator[str]:
    yield f"guessed from {sample_words(proposal)}"
    yield from contract_words(proposal)
    for name, reason in proposal.sample.left_out.items():
        yield f"`{name}` is left out: {reason}"
