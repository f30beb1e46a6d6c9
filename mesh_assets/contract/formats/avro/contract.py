"""A schema of Avro as the contract of one table."""

from collections.abc import Sequence
from dataclasses import replace

from mesh_assets.contract.formats.avro.reading import SchemaReading
from mesh_assets.contract.formats.avro.schema import AvroType
from mesh_assets.contract.formats.avro.translation import translate
from mesh_assets.contract.formats.avro.writing import keep_source
from mesh_assets.contract.formats.choice import chosen
from mesh_assets.contract.formats.enums import enums_as_checks
from mesh_assets.contract.formats.odcs.contract import problems_of_tables, read_odcs
from mesh_assets.contract.formats.translated import translated
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import DocumentError, Problem

_WORDS: dict[str | int, str | int] = {
    "logicalType": "type",
    "physicalType": "type",
    "description": "doc",
    "name": "name",
}


def read_avro(document: Document, table: str | None) -> Contract:
    """Read the record of one table; raises DocumentError with all problems."""
    described = {one.name: one for one in records_of(document)}
    record = chosen(document, described, table, "record")
    translation = translate(record)
    enums_as_checks(translation.odcs)
    bare = read_odcs(translated(document, *translation, _WORDS), None)
    keep_source(translation.odcs, record, bare)
    contract = read_odcs(translated(document, *translation, _WORDS), None)
    content = {"table": contract.name, "document": document.data}
    return replace(contract, digest=digest_of(content))


def every_problem(document: Document) -> list[Problem]:
    """Find the problems of all records."""
    try:
        records = records_of(document)
    except DocumentError as error:
        return list(error.problems)
    translations = [translate(record) for record in records]
    return [
        problem
        for translation in translations
        for problem in problems_of_tables(translated(document, *translation, _WORDS))
    ]


def records_of(document: Document) -> Sequence[AvroType]:
    """Read the records that a file describes: one, or those of a union at its top.

    Raises DocumentError with all that is wrong in the schema.
    """
    reading = SchemaReading(document)
    found = reading.type(document.data, (), "")
    problems = [*document.flaw_problems, *reading.problems]
    described = () if found is None else found.others
    records = [one for one in described if one.kind == "record"]
    if found is not None and not records:
        message = f"a table holds records, and this is of type {found.kind}: write a record"
        problems.append(document.problem((), message))
    for one in records:
        if not problems and not one.fields:
            message = "the contract describes no column: add `fields`"
            problems.append(document.problem((*one.at, "fields"), message))
    problems += _nulls(document, records)
    if problems:
        raise DocumentError(problems)
    return records


def _nulls(document: Document, types: Sequence[AvroType]) -> list[Problem]:
    """Find the fields that are always null, of which no column can be made."""
    found = []
    for one in types:
        for field in one.fields:
            if not field.type.others:
                message = "a column holds something beside null: name its type in the union"
                found.append(document.problem((*field.at, "type"), message))
            found += _nulls(document, field.type.others)
        if one.items is not None and one.kind == "array":
            if not one.items.others:
                message = "an array holds something beside null: name the type of its items"
                found.append(document.problem(one.items.at, message))
            found += _nulls(document, one.items.others)
    return found
