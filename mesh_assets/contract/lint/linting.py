"""Contract files held against the schema of their standard, and against what it cannot say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.contract.formats.avro import contract as avro
from mesh_assets.contract.formats.datacontract.contract import every_problem
from mesh_assets.contract.formats.protobuf import contract as protobuf
from mesh_assets.contract.formats.protobuf.words import is_protobuf
from mesh_assets.contract.lint.files import candidates
from mesh_assets.contract.lint.json_schema import problems_of_json_schema
from mesh_assets.contract.lint.odcs import problems_of_odcs
from mesh_assets.contract.lint.recognition import ContractFormat, recognise
from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.problem import (
    DocumentError,
    Problem,
    in_reading_order,
    unreadable,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in one file."""

    file: Path
    format: ContractFormat | None
    """None where the file could not be read at all, or is no contract although it was named."""
    problems: tuple[Problem, ...]


def lint(paths: Iterable[Path]) -> Iterator[Verdict]:
    """Judge the contracts among files and folders.

    Files of a folder that are something else are passed over; a file that is named is not, and
    neither is one that cannot be read: it may be a contract.
    """
    for file, is_named in candidates(paths):
        verdict = _verdict(file)
        if verdict.format is not None or verdict.problems:
            yield verdict
        elif is_named:
            message = (
                "this is no contract: it has the head of neither ODCS, datacontract.com, "
                "JSON Schema nor Avro, and is no .proto file"
            )
            yield Verdict(file, None, (unreadable(file, message),))


def _verdict(file: Path) -> Verdict:
    if is_protobuf(file):
        return _judged(file, ContractFormat.PROTOBUF, protobuf.every_problem(file))
    try:
        document = scan_document(file)
    except DocumentError as error:
        return Verdict(file, None, error.problems)
    found = recognise(document.data, file)
    if found is None:
        return Verdict(file, None, ())
    return _judged(file, found, _LINTERS[found](document))


def _judged(file: Path, found: ContractFormat, problems: Iterable[Problem]) -> Verdict:
    told = {(one.line, one.column, one.message): one for one in problems}
    return Verdict(file, found, in_reading_order(told.values()))


_LINTERS: Mapping[ContractFormat, Callable[[Document], Iterable[Problem]]] = {
    ContractFormat.ODCS: problems_of_odcs,
    ContractFormat.DATACONTRACT: every_problem,
    ContractFormat.JSON_SCHEMA: problems_of_json_schema,
    ContractFormat.AVRO: avro.every_problem,
}
