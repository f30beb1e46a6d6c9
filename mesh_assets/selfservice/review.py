"""What people should look at after a product was made from a sample."""

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from mesh_assets.selfservice.declarations.spec import CONTRACT
from mesh_assets.selfservice.new_domain import NewDomain
from mesh_assets.selfservice.new_product import NewProduct
from mesh_assets.selfservice.proposal import Proposal
from mesh_assets.selfservice.sample.formats import ending_of

_MOST_RUNS = 3


class Remark(NamedTuple):
    """Something to review, and the file in which it stands."""

    file: Path
    words: str


def domain_remarks(created: NewDomain) -> Iterator[Remark]:
    """What a new domain needs from its team."""
    declaration = created.declaration
    yield Remark(declaration, "say what the domain is about in `description`")
    yield Remark(declaration, "name the roles and who decides what as your team has them")
    yield Remark(declaration, "the budget is 0 EUR a month until you write what was agreed")
    yield Remark(declaration, "data are kept for one year; `retention: financial` keeps them for 7")
    if created.workspace is not None:
        yield Remark(created.workspace, f"has the code location {created.module} now")
    else:
        yield Remark(
            declaration.parent / "__init__.py",
            f"add {created.module} to the workspace.yaml of your Dagster",
        )


def product_remarks(created: NewProduct) -> Iterator[Remark]:
    """What was guessed, and what the sample could not tell."""
    proposal, folder = created.proposal, created.folder
    spec, contract = folder / "product.yaml", folder / CONTRACT
    model = created.models / f"{proposal.table}.sql"
    yield Remark(spec, _partitioning(proposal))
    yield Remark(spec, "say what the data are, and promise what you can keep in `slo`")
    for words in contract_words(proposal):
        yield Remark(contract, words)
    renamed = [f"{c.arriving.name} -> {c.name}" for c in proposal.columns if c.is_renamed]
    if renamed:
        yield Remark(model, f"renamed: {', '.join(renamed)}")
    for column in proposal.columns:
        if column.expression.startswith("cast("):
            yield Remark(model, f"`{column.name}` is {column.expression}")
    for name, reason in proposal.sample.left_out.items():
        yield Remark(folder / proposal.input_contract, f"`{name}` is left out: {reason}")


def contract_words(proposal: Proposal) -> Iterator[str]:
    """What was guessed of the data."""
    yield _key(proposal)
    yield _personal(proposal)
    for column in proposal.columns:
        if column.arriving.values:
            known = ", ".join(column.arriving.values)
            yield f"`{column.name}` warns of other values than {known}"
    required = [column.name for column in proposal.columns if column.required]
    if required:
        yield f"never null: {', '.join(required)}"


def sample_words(proposal: Proposal) -> str:
    """Say what the sample held."""
    sample = proposal.sample
    read = f"{sample.records:,} {'record' if sample.records == 1 else 'records'}"
    columns = f"{len(proposal.columns)} columns"
    if not sample.broken:
        return f"{read}, {columns}"
    reasons = ", ".join(f"{rule} {count}" for rule, count in sample.broken.items())
    return f"{read}, {columns}; {sum(sample.broken.values())} cannot be read ({reasons})"


def next_commands(proposal: Proposal) -> Iterator[str]:
    """The commands that publish the sample."""
    identifier = proposal.identifier
    yield "mesh validate"
    yield f"mesh land {identifier} {shlex.quote(str(proposal.sample.path))}"
    if proposal.calendar is None:
        yield f"mesh publish {identifier}"
    else:
        for first, last in proposal.calendar.runs[:_MOST_RUNS]:
            days = f"{first}" if first == last else f"{first}..{last}"
            yield f"mesh publish {identifier} --partition {days}"
    yield f'mesh query "from {proposal.domain.replace("-", "_")}.{proposal.table} limit 5"'
    yield f"mesh onboard {identifier}"


def landing_words(proposal: Proposal, home: Path) -> str:
    """Say where files are dropped, and how they are called."""
    folder, ending = home / proposal.landing, ending_of(proposal.sample.path)
    if proposal.calendar is None:
        return f"Files are dropped in {folder}, such as {proposal.table}{ending}"
    return (
        f"Files are dropped in {folder}, each named by its day, such as "
        f"{proposal.calendar.days[-1]}{ending}: a row of another day is a dead letter, unless "
        "the port has a `lateness`"
    )


def _partitioning(proposal: Proposal) -> str:
    calendar = proposal.calendar
    if calendar is None:
        return "has no partitions: no column is the time of an event on successive days"
    days = "one day" if len(calendar.days) == 1 else f"{len(calendar.days)} days"
    return f"is partitioned by the day of `{calendar.column}`; the sample spans {days}"


def _key(proposal: Proposal) -> str:
    if proposal.key is not None:
        return f"`{proposal.key.name}` is taken for the primary key, unique in the whole table"
    if proposal.repeated:
        names = ", ".join(f"`{name}`" for name in proposal.repeated)
        return f"has no primary key: {names} repeats or is missing"
    return "has no primary key: no column is named like one"


def _personal(proposal: Proposal) -> str:
    if proposal.personal_columns:
        return f"guessed to be personal: {', '.join(proposal.personal_columns)}"
    return "no column is guessed to be personal: make sure of that"
