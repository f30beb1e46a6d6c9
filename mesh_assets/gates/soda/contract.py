"""Soda 4 contracts, held against what Soda 4 understands, as it ignores what it does not.

Reference: https://docs.soda.io/soda-v4/reference/contract-language-reference
"""

import copy
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from mesh_assets.contract.rule import Severity
from mesh_assets.documents.document import Document
from mesh_assets.documents.mistake import mistake
from mesh_assets.documents.parsing import parse_model
from mesh_assets.gates.soda.check import Names, SodaCheck, SodaChecks
from mesh_assets.gates.soda.threshold import describe

Number = int | float | str
"""Text where a variable stands: `${var.limit}`."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Range(_Part):
    greater_than: Number | None = None
    greater_than_or_equal: Number | None = None
    less_than: Number | None = None
    less_than_or_equal: Number | None = None


class _Condition(_Part):
    must_be: Number | None = None
    must_not_be: Number | None = None
    must_be_greater_than: Number | None = None
    must_be_greater_than_or_equal: Number | None = None
    must_be_less_than: Number | None = None
    must_be_less_than_or_equal: Number | None = None
    must_be_between: _Range | None = None
    must_be_not_between: _Range | None = None
    level: Literal["fail", "warn"] = "fail"


class _Threshold(_Condition):
    additional: _Condition | None = None
    metric: Literal["count", "percent"] | None = None
    unit: Literal["minute", "hour", "day"] | None = None


class _Format(_Part):
    name: str
    regex: str


class _Reference(_Part):
    dataset: str
    column: str


class _Check(_Part):
    name: str | None = None
    qualifier: str | int | None = None
    attributes: dict[str, Any] = Field(default_factory=dict)
    threshold: _Threshold | None = None
    filter: str | None = None
    column_expression: str | None = None


class _Missing(_Check):
    missing_values: list[Any] | None = None
    missing_format: _Format | None = None


class _Invalid(_Missing):
    valid_values: list[Any] | None = None
    invalid_values: list[Any] | None = None
    valid_format: _Format | None = None
    invalid_format: _Format | None = None
    valid_min: Number | None = None
    valid_max: Number | None = None
    valid_length: int | None = None
    valid_min_length: int | None = None
    valid_max_length: int | None = None
    valid_reference_data: _Reference | None = None


class _Aggregate(_Invalid):
    function: Literal["avg", "avg_length", "max", "max_length", "min", "min_length", "sum"]
    threshold: _Threshold


class _DuplicateRows(_Check):
    columns: Annotated[list[str], Field(min_length=1)]


class _Query(_Check):
    expression: str | None = None
    query: str | None = None


class _FailedRows(_Query):
    rows_tested_query: str | None = None
    keys_query: str | None = None
    key_column_mapping: dict[str, str] | None = None


class _Schema(_Check):
    allow_extra_columns: bool = False
    allow_other_column_order: bool = False


class _Freshness(_Check):
    column: str
    now_variable: str | None = None
    threshold: _Threshold


class _OneCheck(_Part):
    @model_validator(mode="after")
    def _has_one_type(self) -> "_OneCheck":
        if len(self.model_fields_set) != 1:
            raise mistake("is one check: a type such as `missing:`, and its settings below")
        return self


class _ColumnCheck(_OneCheck):
    missing: _Missing | None = None
    invalid: _Invalid | None = None
    aggregate: _Aggregate | None = None
    duplicate: _Invalid | None = None
    failed_rows: _FailedRows | None = None
    metric: _Query | None = None


class _DatasetCheck(_OneCheck):
    row_count: _Check | None = None
    contract_schema: _Schema | None = Field(default=None, alias="schema")
    freshness: _Freshness | None = None
    duplicate: _DuplicateRows | None = None
    failed_rows: _FailedRows | None = None
    metric: _Query | None = None


class _Column(_Part):
    name: str
    description: str | None = None
    data_type: str | None = None
    character_maximum_length: int | None = None
    numeric_precision: int | None = None
    numeric_scale: int | None = None
    datetime_precision: int | None = None
    column_expression: str | None = None
    missing_values: list[Any] | None = None
    missing_format: _Format | None = None
    checks: list[_ColumnCheck] = Field(default_factory=list)


class _Variable(_Part):
    default: str | int | float | None = None


class _Contract(_Part):
    dataset: str | None = None
    description: str | None = None
    filter: str | None = None
    variables: dict[str, _Variable | None] = Field(default_factory=dict)
    columns: list[_Column] = Field(default_factory=list)
    checks: list[_DatasetCheck] = Field(default_factory=list)
    check_attributes: dict[str, Any] = Field(default_factory=dict)
    soda_runner: dict[str, Any] | None = None
    soda_agent: dict[str, Any] | None = None


def read_contract(document: Document) -> SodaChecks:
    """Take a Soda 4 contract as it is, with a name as qualifier for every check.

    Raises DocumentError for whatever Soda would ignore.
    """
    parse_model(document, _Contract)
    contract = copy.deepcopy(document.data)
    contract.pop("dataset", None)
    names = Names()
    checks = []
    for column in contract.setdefault("columns", []):
        checks += [_named(check, names, column["name"]) for check in column.get("checks", [])]
    checks += [_named(check, names) for check in contract.get("checks", [])]
    return SodaChecks(document.file, tuple(checks), (contract,))


def _named(check: dict[str, Any], names: Names, column: str = "") -> SodaCheck:
    ((kind, settings),) = check.items()
    settings = settings or {}
    check[kind] = settings
    words = [kind, settings.get("function"), settings.get("qualifier")]
    subject = column or settings.get("column") or ", ".join(settings.get("columns", []))
    default = "_".join(str(word) for word in [*words, subject] if word)
    name = names.give(settings.get("name") or default)
    settings["qualifier"] = name
    threshold = settings.get("threshold") or {}
    only_warns = threshold.get("level") == "warn" and "additional" not in threshold
    return SodaCheck(
        name=name,
        description=settings.get("name") or " ".join(filter(None, [kind, subject])),
        expected=_expected(kind, threshold),
        severity=Severity.WARNING if only_warns else Severity.ERROR,
    )


def _expected(kind: str, threshold: dict[str, Any]) -> str:
    if threshold.keys() - {"level", "metric", "unit"}:
        return describe(threshold)
    defaults = {"row_count": "> 0", "schema": "the columns of the contract"}
    return defaults.get(kind, "= 0")
