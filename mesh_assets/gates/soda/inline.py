"""Soda checks that stand in a contract of the mesh, in each of the forms that Soda has had."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mesh_assets.documents.document import read_yaml
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.writing import write_yaml
from mesh_assets.gates.soda.check import SodaChecks
from mesh_assets.gates.soda.contract_check import sodacl_entry
from mesh_assets.gates.soda.mistake import CheckMistake
from mesh_assets.gates.soda.sodacl import translate_sodacl

_SODA_4 = frozenset(
    {
        *("missing", "invalid", "aggregate", "duplicate", "failed_rows", "metric"),
        *("row_count", "freshness"),
    }
)
"""The check types of Soda 4 that need nothing of the contract around them."""

_SECTION = "checks for "
_PLACE = Path("implementation")


def inline_checks(implementation: str | Mapping[str, Any], path: str | None) -> SodaChecks:
    """Read what a check of a contract hands to Soda; raises CheckMistake.

    It is a check of a Soda 4 contract (`missing: {...}`), one of Soda 3's data contracts
    (`type: missing_count`), SodaCL (`missing_count(id) = 0`), or a list of the last two. `path` is
    that of the column it is about; None for the table.
    """
    written = _read(implementation)
    if isinstance(written, dict) and len(written) == 1 and written.keys() <= _SODA_4:
        return _of_soda_4(written, path)
    entries = [_entry(each, path) for each in _entries(written)]
    checks = translate_sodacl(entries, _PLACE)
    if checks.volume:
        raise CheckMistake("the row count's anomalies are judged by `tool: volume` of the spec")
    return checks


def _read(implementation: str | Mapping[str, Any]) -> object:
    if not isinstance(implementation, str):
        return dict(implementation)
    try:
        document = read_yaml(_PLACE, implementation)
    except DocumentError as error:
        raise CheckMistake(error.problems[0].message) from None
    except RecursionError:
        raise CheckMistake("is nested too deeply to be read") from None
    if document.flaws:
        raise CheckMistake(document.flaws[0].message)
    return document.data


def _entries(written: object) -> list[object]:
    match written:
        case dict() if len(written) == 1 and next(iter(written)).startswith(_SECTION):
            return _entries(next(iter(written.values())))
        case []:
            raise CheckMistake("has no checks")
        case list():
            return written
        case _:
            return [written]


def _entry(written: object, path: str | None) -> object:
    if isinstance(written, dict) and "type" in written:
        return sodacl_entry(written, _column(path))
    return written


def _of_soda_4(check: Mapping[str, Any], path: str | None) -> SodaChecks:
    from mesh_assets.gates.soda.contract import read_contract  # noqa: PLC0415

    column = _column(path)
    contract: dict[str, Any] = (
        {"checks": [check]}
        if column is None
        else {"columns": [{"name": column, "checks": [check]}]}
    )
    try:
        return read_contract(read_yaml(_PLACE, write_yaml(contract)))
    except DocumentError as error:
        problem = error.problems[0]
        at = problem.path.partition("checks[0]")[2].strip(".")
        raise CheckMistake(
            problem.message, *filter(None, [at]), suggestion=problem.suggestion
        ) from None


def _column(path: str | None) -> str | None:
    if path is not None and ("." in path or "[]" in path):
        raise CheckMistake(f"Soda sees the columns at the top only, and not `{path}`")
    return path
