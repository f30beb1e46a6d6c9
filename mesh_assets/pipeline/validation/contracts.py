"""Whether what a spec and its contracts say of each other holds."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path as File

from mesh_assets.contract.column_paths import lies_within
from mesh_assets.contract.custom_checks import custom_check_problems
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.contract.records.contract import load_record_contract
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest
from mesh_assets.gates.custom import publishes_nothing
from mesh_assets.pipeline.validation.spec_text import (
    elements_at,
    is_there,
    missing_file,
    named_file,
    text_at,
)
from mesh_assets.pipeline.validation.version_documents import contract_name
from mesh_assets.product.names import snake_case
from mesh_assets.product.sources import FILES

_PARTITION_COLUMN: Path = ("partitions", "by")
_PARTITION_LENGTH: Path = ("partitions", "every")
_PII_COLUMNS: Path = ("catalog", "pii_columns")
_INSTANTS = {LogicalType.TIMESTAMP, LogicalType.DATE}


def output_contract_problems(document: Document) -> Iterator[Problem]:
    """Hold the spec against the contract of its published table."""
    name = contract_name(document)
    load = partial(load_contract, table=snake_case(name) if name else None)
    contract, problems = _loaded(document, ("contract",), load)
    yield from problems
    if contract is not None:
        yield from _custom_check_problems(document, contract)
        yield from _partition_column_problems(document, contract, _PARTITION_COLUMN)
        yield from _unknown_personal_columns(document, contract)
        yield from _undeclared_personal_columns(document, contract)


def input_contract_problems(document: Document) -> Iterator[Problem]:
    """Hold the spec against the contracts of its input ports."""
    for port in elements_at(document, ("input_ports",)):
        contract, problems = _loaded(document, (*port, "contract"), load_record_contract)
        yield from problems
        source = text_at(document, (*port, "source")) or ""
        if contract is not None and source.startswith(FILES):
            yield from _partition_column_problems(document, contract, (*port, "contract"))


def _loaded(
    document: Document, path: Path, load: Callable[[File], Contract]
) -> tuple[Contract | None, tuple[Problem, ...]]:
    file = named_file(document, path)
    if file is None:
        return None, ()
    if not is_there(file):
        return None, (missing_file(document, path, file),)
    try:
        return load(file), ()
    except DocumentError as error:
        return None, error.problems


def _custom_check_problems(document: Document, contract: Contract) -> Iterator[Problem]:
    """Report the custom checks that would keep everything from being published."""
    file = named_file(document, ("contract",))
    if file is not None:
        yield from custom_check_problems(file, contract, publishes_nothing)


def _partition_column_problems(
    document: Document, contract: Contract, at: Path
) -> Iterator[Problem]:
    """Report a partition column that the contract lacks, or that is no point in time."""
    name = text_at(document, _PARTITION_COLUMN)
    if name is None:
        return
    column = contract.column(name)
    if column is None:
        meant = suggest(name, [each.name for each in contract.columns])
        message = f"the contract {contract.name} has no column `{name}` to partition by"
        yield document.problem(at, message, meant if at == _PARTITION_COLUMN else None)
    elif column.type not in _INSTANTS:
        message = (
            f"`{name}` is a {column.type} in the contract {contract.name}: "
            "only a timestamp or a date can decide the partition"
        )
        yield document.problem(at, message)
    elif column.type is LogicalType.DATE and text_at(document, _PARTITION_LENGTH) == "hour":
        message = (
            f"`{name}` is a date in the contract {contract.name}: "
            "only a timestamp can decide the hour"
        )
        yield document.problem(at, message)


def _unknown_personal_columns(document: Document, contract: Contract) -> Iterator[Problem]:
    """Report personal columns of the spec that the contract does not have."""
    known = [path for path, _ in contract.walk()]
    for element in elements_at(document, _PII_COLUMNS):
        name = text_at(document, element)
        if name is not None and name not in known:
            message = f"the contract {contract.name} has no column `{name}`"
            yield document.problem(element, message, suggest(name, known))


def _undeclared_personal_columns(document: Document, contract: Contract) -> Iterator[Problem]:
    """Report columns that the contract classifies as personal and the spec does not name."""
    declared = [text_at(document, each) for each in elements_at(document, _PII_COLUMNS)]
    for path, column in contract.walk():
        is_covered = any(name and lies_within(path, name) for name in declared)
        if column.is_personal and not is_covered:
            message = f"`{path}` is personal by the contract {contract.name}: add it here"
            yield document.problem(_PII_COLUMNS, message, on_key=True)
