"""The metrics of SodaCL, and how Soda 4 measures each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from mesh_assets.gates.soda.threshold import Measure

GENERAL = ("name", "filter", "fail", "warn", "attributes", "identity")
"""The settings that every check of a metric may have."""

_MISSING = {"missing values": "missing_values", "missing regex": "missing_format"}
_VALID = {
    "valid values": "valid_values",
    "valid regex": "valid_format",
    "valid min": "valid_min",
    "valid max": "valid_max",
    "valid length": "valid_length",
    "valid min length": "valid_min_length",
    "valid max length": "valid_max_length",
    "invalid values": "invalid_values",
    "invalid regex": "invalid_format",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of SodaCL, as a check type of Soda 4."""

    type: str
    least_columns: int = 1
    most_columns: int = 1
    measure: Measure = Measure.NUMBER
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """SodaCL's words for its own settings, and Soda 4's names of them."""
    function: str | None = None
    """Soda 4's aggregate."""
    expression: str | None = None
    """DuckDB's aggregate, where Soda 4 has none by that name but takes any expression."""


METRICS: Mapping[str, Metric] = {
    "row_count": Metric("row_count", least_columns=0, most_columns=0),
    "freshness": Metric("freshness", measure=Measure.TIME),
    "missing_count": Metric("missing", settings=_MISSING),
    "missing_percent": Metric("missing", measure=Measure.PERCENT, settings=_MISSING),
    "invalid_count": Metric("invalid", settings=_MISSING | _VALID),
    "invalid_percent": Metric("invalid", measure=Measure.PERCENT, settings=_MISSING | _VALID),
    "duplicate_count": Metric("duplicate", most_columns=99),
    "duplicate_percent": Metric("duplicate", most_columns=99, measure=Measure.PERCENT),
    "avg": Metric("aggregate", function="avg"),
    "sum": Metric("aggregate", function="sum"),
    "min": Metric("aggregate", function="min"),
    "max": Metric("aggregate", function="max"),
    "avg_length": Metric("aggregate", function="avg_length"),
    "min_length": Metric("aggregate", function="min_length"),
    "max_length": Metric("aggregate", function="max_length"),
    "stddev": Metric("metric", expression="stddev_samp"),
    "stddev_pop": Metric("metric", expression="stddev_pop"),
    "stddev_samp": Metric("metric", expression="stddev_samp"),
    "variance": Metric("metric", expression="var_samp"),
    "var_pop": Metric("metric", expression="var_pop"),
    "var_samp": Metric("metric", expression="var_samp"),
}
