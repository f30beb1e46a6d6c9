"""A contract of another format, written as an ODCS 3.1 document without a loss."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mesh_assets.contract.formats.protobuf.words import is_protobuf
from mesh_assets.contract.lint.recognition import ContractFormat, recognise
from mesh_assets.contract.model import Contract, LogicalType
from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.problem import DocumentError


@dataclass(frozen=True, slots=True)
class Imported:
    """The document, and what people should know of it."""

    odcs: dict[str, Any]
    remarks: tuple[str, ...]
    """What the source demands, is kept, and is not judged by the document."""


def import_document(file: Path, table: str | None) -> Imported:
    """Write a contract in ODCS 3.1; `table` is the record or the message that is meant.

    Raises DocumentError with all problems of the source, and MeshError where it is no contract.
    """
    if is_protobuf(file):
        from mesh_assets.contract.formats.protobuf.contract import (  # noqa: PLC0415
            read_protobuf,
        )

        return _of_contract(read_protobuf(file, table))
    document = read_document(file)
    found = recognise(document.data, file)
    if found in _IMPORTERS:
        return _IMPORTERS[found](document, table)
    raise DocumentError([document.problem((), _why_not(document, found))])


def _why_not(document: Document, found: ContractFormat | None) -> str:
    if found is ContractFormat.ODCS:
        return "this contract is written in ODCS already"
    if isinstance(document.data, list):
        return (
            "this is a list, and no contract: records are data in a .ndjson file, one on each line"
        )
    return "this is no contract of datacontract.com, JSON Schema, Avro or Protobuf"


def _of_datacontract(document: Document, _: str | None) -> Imported:
    from mesh_assets.contract.formats.datacontract.checks import problems_of  # noqa: PLC0415
    from mesh_assets.contract.formats.datacontract.contract import (  # noqa: PLC0415
        translated_document,
    )
    from mesh_assets.contract.formats.datacontract.writing import to_odcs  # noqa: PLC0415
    from mesh_assets.contract.formats.odcs.contract import problems_of_tables  # noqa: PLC0415

    problems = [*problems_of(document)]
    if problems:
        raise DocumentError(problems)
    not_judged = problems_of_tables(translated_document(document))
    return Imported(to_odcs(document.data), tuple(one.render() for one in not_judged))


def _of_json_schema(document: Document, _: str | None) -> Imported:
    from mesh_assets.contract.formats.json_schema.writing import to_odcs  # noqa: PLC0415

    written = to_odcs(document)
    return Imported(written.odcs, tuple(written.not_judged))


def _of_avro(document: Document, table: str | None) -> Imported:
    from mesh_assets.contract.formats.avro.contract import read_avro  # noqa: PLC0415

    return _of_contract(read_avro(document, table))


def _of_contract(contract: Contract) -> Imported:
    return Imported(contract.extras["document"], tuple(_of_any_shape(contract)))


def _of_any_shape(contract: Contract) -> Iterator[str]:
    """Name the columns whose values may have any shape, which their source may know better."""
    for path, column in contract.walk():
        if column.type is LogicalType.JSON:
            yield f"column `{path}`: its values are JSON, of which no shape is judged"


_IMPORTERS: Mapping[ContractFormat | None, Callable[[Document, str | None], Imported]] = {
    ContractFormat.DATACONTRACT: _of_datacontract,
    ContractFormat.JSON_SCHEMA: _of_json_schema,
    ContractFormat.AVRO: _of_avro,
}
