"""Whether a mapping gives what the contract of its major version promises."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.compute.mapping import SOURCE, Mapping, read_mapping
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_identifier
from mesh_assets.documents.document import Document
from mesh_assets.documents.problem import DocumentError, Problem, unreadable
from mesh_assets.documents.suggestion import suggest
from mesh_assets.pipeline.validation.spec_text import is_there, missing_file, named_file
from mesh_assets.pipeline.validation.version_documents import VersionDocument, contract_name
from mesh_assets.product.names import snake_case

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MAPPING = ("mapping",)


def mapping_sql_problems(document: VersionDocument) -> Iterator[Problem]:
    """Report a mapping that is not there, reads what it must not, or gives other columns."""
    import duckdb  # noqa: PLC0415

    file = named_file(document, _MAPPING)
    if file is None:
        return
    if not is_there(file):
        yield missing_file(document, _MAPPING, file)
        return
    with duckdb.connect() as connection:
        try:
            mapping = read_mapping(connection, file)
        except DocumentError as error:
            yield from error.problems
            return
        current, promised = _contract(document.written), _contract(document)
        if current is not None and promised is not None:
            yield from _column_problems(connection, mapping, current, promised)


def _contract(document: Document) -> Contract | None:
    file = named_file(document, ("contract",))
    if file is None or not is_there(file):
        return None
    try:
        return load_contract(file, table=snake_case(contract_name(document) or ""))
    except DocumentError:
        return None  # reported at that contract


def _column_problems(
    connection: "DuckDBPyConnection", mapping: Mapping, current: Contract, promised: Contract
) -> Iterator[Problem]:
    import duckdb  # noqa: PLC0415

    columns = (f"{quote_identifier(each.name)} {duckdb_type(each)}" for each in current.columns)
    connection.execute(f"CREATE TABLE {SOURCE} ({', '.join(columns)})")
    try:
        given = connection.sql(mapping.sql).columns
    except duckdb.Error as error:
        yield unreadable(mapping.file, f"does not fit the current major version: {error}")
        return
    yield from _differences(mapping.file, given, [each.name for each in promised.columns])


def _differences(file: Path, given: Iterable[str], promised: Iterable[str]) -> Iterator[Problem]:
    found, wanted = list(given), list(promised)
    for name in wanted:
        if name not in found:
            message = f"does not give `{name}`, which the contract of this major version promises"
            yield unreadable(file, message, suggest(name, [n for n in found if n not in wanted]))
    for name in found:
        if name not in wanted:
            message = f"gives `{name}`, which the contract of this major version does not know"
            yield unreadable(file, message)
