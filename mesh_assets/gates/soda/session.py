"""The one module that imports Soda, and the only way the mesh calls it.

Heavy: importing it takes half a second. Soda routes its logs through globals: one session at a
time per process.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from mesh_assets.compute.undisturbed import undisturbed

with undisturbed():
    # The plain package first: it loads its plugins on import, and cannot while one is loading.
    import soda_core  # noqa: F401
    from soda_core.common.exceptions import SodaCoreException
    from soda_core.common.yaml import ContractYamlSource
    from soda_core.contracts.contract_verification import (
        CheckResult,
        ContractVerificationSession,
        SodaException,
    )
    from soda_duckdb.common.data_sources.duckdb_data_source import DuckDBDataSourceImpl

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LOCK = threading.Lock()

_SOURCE = "mesh"
_ROWS = "check_rows_tested"


@dataclass(frozen=True, slots=True)
class SodaResult:
    """How one check ended, in Soda's words."""

    outcome: str
    """PASSED, WARN, FAILED, NOT_EVALUATED or EXCLUDED."""
    measured: float | int | None
    detail: str
    """What a person needs in order to act; may be empty."""


@dataclass(frozen=True, slots=True)
class SodaSession:
    """What came out of a session."""

    results: Mapping[str, SodaResult]
    """By the check's qualifier."""
    errors: tuple[str, ...]
    """What Soda logged as an error, without traces."""


def verify(
    connection: "DuckDBPyConnection",
    schema: str,
    table: str,
    contracts: Sequence[Mapping[str, Any]],
    now: datetime,
) -> SodaSession:
    """Verify contracts on a table or view of an open connection, as of `now`."""
    dataset = f"{_SOURCE}/{schema}/{table}"
    instant = now.isoformat()
    sources = [json.dumps({"dataset": dataset, **contract}) for contract in contracts]
    with _LOCK, undisturbed():
        try:
            session = ContractVerificationSession.execute(
                contract_yaml_sources=[ContractYamlSource.from_str(source) for source in sources],
                data_source_impls=[
                    DuckDBDataSourceImpl.from_existing_cursor(connection, name=_SOURCE)
                ],
                data_timestamp=instant,
                variables={"NOW": instant},
            )
        except (SodaCoreException, SodaException) as error:
            return SodaSession({}, (_first_line(str(error)),))
    results = {
        check.check.qualifier: _result(check)
        for contract in session.contract_verification_results
        for check in contract.check_results
    }
    return SodaSession(results, tuple(_first_line(error) for error in session.get_errors()))


def _result(check: CheckResult) -> SodaResult:
    return SodaResult(
        outcome=check.outcome.name,
        measured=_number(check.threshold_value),
        detail=_detail(check, dict(check.diagnostic_metric_values or {})),
    )


def _detail(check: CheckResult, diagnostics: Mapping[str, Any]) -> str:
    if check.threshold_value is None:
        return "there are no rows to judge" if diagnostics.get(_ROWS) == 0 else ""
    if check.check.type == "schema":
        return str(check.log_table_row_diagnostics(verbose=False)).replace("\n", " ")
    if check.check.type == "freshness" and check.max_timestamp_utc is not None:
        return f"the newest value is {check.max_timestamp_utc.isoformat()}"
    count, rows = (diagnostics.get(key) for key in (f"{check.check.type}_count", _ROWS))
    return "" if count is None or rows is None else f"{count:,} of {rows:,} rows"


def _number(value: object) -> float | int | None:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, int | float) else None


def _first_line(message: str) -> str:
    return message.strip().partition("\n")[0]
