"""An ODCS document as the contract of one table."""

import re
from dataclasses import replace

from open_data_contract_standard.model import OpenDataContractStandard, SchemaObject

from mesh_assets.contract.formats.odcs.columns import ColumnsReading
from mesh_assets.contract.formats.odcs.metrics import Subject
from mesh_assets.contract.formats.odcs.models import read_models
from mesh_assets.contract.formats.odcs.nulls import without_nulls
from mesh_assets.contract.formats.odcs.quality import QualityReading
from mesh_assets.contract.formats.odcs.queries import QueriedTable
from mesh_assets.contract.formats.reading import ContractReading
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.documents.suggestion import suggest

_KIND = "DataContract"
_VERSION = re.compile(r"v3\.[0-2](?:\.\d+)?")
_DEMANDED = ("apiVersion", "kind", "id", "version", "status")
"""What every document has, by the standard."""


def read_odcs(document: Document, table: str | None) -> Contract:
    """Read the schema object of one table; raises DocumentError with all problems."""
    read = read_models(document)
    reading = ContractReading(document, read.problems, read.unread)
    _check_head(reading, read.odcs)
    at, described = _schema_object(reading, read.odcs, table)
    if not described.properties:
        reading.problem(at, "the contract describes no column: add `properties`")
    contract = _read_table(reading, read.odcs, described, at)
    content = {"table": contract.name, "document": without_nulls(document.data)}
    return replace(contract, digest=digest_of(content))


def problems_of_tables(document: Document) -> list[Problem]:
    """Find the problems of all schema objects.

    A contract without any, or one without properties, is valid by the standard. It promises no
    rows, so that no product can publish under it: `read_odcs` refuses it.
    """
    read = read_models(document)
    head = ContractReading(document, read.problems, read.unread)
    _check_head(head, read.odcs)
    problems = [*head.problems]
    for index, described in enumerate(read.odcs.schema_ or []):
        reading = ContractReading(replace(document, flaws=()), (), read.unread)
        try:
            _read_table(reading, read.odcs, described, ("schema", index))
        except DocumentError as error:
            problems += error.problems
    return problems


def _read_table(
    reading: ContractReading, odcs: OpenDataContractStandard, described: SchemaObject, at: Path
) -> Contract:
    """Read one schema object; its digest is left to the caller."""
    if not described.name:
        reading.problem(at, "a schema object needs a `name`")
    if described.logicalType not in {None, "object"}:
        reading.problem((*at, "logicalType"), "a table is an object")
    reader = ColumnsReading(reading)
    contract = Contract(
        identifier=odcs.id or "",
        name=described.physicalName or described.name or "",
        version=odcs.version or "",
        columns=reader.read(described.properties or [], at),
        rules=(),
        description=described.description or "",
        extras={"document": reading.document.data},
    )
    _read_quality(reader, described, at, contract)
    return reading.finish(contract)


def _check_head(reading: ContractReading, odcs: OpenDataContractStandard) -> None:
    for key in _DEMANDED:
        if not getattr(odcs, key):
            reading.problem((key,), f"`{key}` is missing")
    if odcs.apiVersion and not _VERSION.fullmatch(odcs.apiVersion):
        message = f"ODCS {odcs.apiVersion} is not read: write v3.1.0, or another version 3"
        reading.problem(("apiVersion",), message)
    if odcs.kind and odcs.kind != _KIND:
        reading.problem(("kind",), f"`{odcs.kind}` is no contract: write {_KIND}")


def _schema_object(
    reading: ContractReading, odcs: OpenDataContractStandard, table: str | None
) -> tuple[Path, SchemaObject]:
    """Find the object that describes the table; raises DocumentError where that is not clear."""
    objects = {("schema", index): one for index, one in enumerate(odcs.schema_ or [])}
    meant = {
        at: one
        for at, one in objects.items()
        if table is None or table in {one.name, one.physicalName}
    }
    if len(meant) != 1:
        _report_choice(reading, list(objects.values()), list(meant), table)
        reading.fail()
    [(at, one)] = meant.items()
    return at, one


def _report_choice(
    reading: ContractReading, objects: list[SchemaObject], meant: list[Path], table: str | None
) -> None:
    names = [one.physicalName or one.name or "" for one in objects]
    listed = ", ".join(names)
    if not objects:
        message = "the contract describes no table: add `schema` with one object"
        reading.problem(("schema",), message)
    elif table is None:
        message = f"it describes several tables, {listed}: say which one is meant"
        reading.problem(("schema",), message)
    elif not meant:
        message = f"no schema object describes the table `{table}`: it describes {listed}"
        reading.problem(("schema", 0, "name"), message, suggest(table, names))
    else:
        reading.problem(meant[1], f"two schema objects describe the table `{table}`")


def _read_quality(
    reader: ColumnsReading, described: SchemaObject, at: Path, contract: Contract
) -> None:
    """Read the checks of all properties and of the table, which may name any column."""
    by_path = dict(contract.walk())
    are_all_known = len(contract.columns) == len(described.properties or [])
    table = QueriedTable(
        names=[name for name in (described.name, described.physicalName) if name],
        columns=contract.columns if are_all_known else (),
    )
    names = {one.described.name or "": one.path for one in reader.properties if one.is_at_the_top}
    subjects = [
        (Subject(by_path.get(one.path), one.path, names), one.described.quality, one.at)
        for one in reader.properties
        if one.described.quality
    ]
    for subject, checks, place in [*subjects, (Subject(None, None, names), described.quality, at)]:
        for index, check in enumerate(checks or []):
            where = (*place, "quality", index)
            QualityReading(reader.reading, check, where, subject, table).read()
