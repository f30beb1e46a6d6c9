"""The words of the Data Contract Specification."""

VERSIONS = ("1.2.1", "1.2.0", "1.1.0", "0.9.3", "0.9.2", "0.9.1", "0.9.0")

HEAD = "dataContractSpecification"

PREFIX = "datacontract."
"""How the custom properties begin that keep what ODCS has no word for."""

FOREIGN_HEAD = "datacontract.com/"
"""How `apiVersion` begins in contracts that have the head of ODCS and the body of this format."""

ROOT = frozenset(
    {
        *(HEAD, "id", "info", "servers", "terms", "models", "definitions", "servicelevels"),
        *("links", "tags", "quality", "examples", "schema", "apiVersion", "kind"),
    }
)
MODEL = frozenset(
    {
        *("description", "type", "title", "fields", "primaryKey", "quality", "examples"),
        *("additionalFields", "config", "tags"),
    }
)
OPTIONS = (
    *("minLength", "maxLength", "pattern", "format"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
)
"""What a field shares with the `logicalTypeOptions` of ODCS."""

FIELD = frozenset(
    {
        *("description", "title", "type", "required", "fields", "items", "keys", "values"),
        *("primary", "primaryKey", "references", "unique", "enum", "precision", "scale"),
        *("example", "examples", "pii", "classification", "tags", "links", "$ref", "quality"),
        *("lineage", "config", *OPTIONS),
    }
)
COMPARISONS = {
    **{f"mustBe{end}": f"mustBe{end}" for end in ("", "GreaterThan", "LessThan", "Between")},
    **{f"mustNotBe{end}": f"mustNotBe{end}" for end in ("", "Between")},
    "mustBeGreaterOrEqualTo": "mustBeGreaterOrEqualTo",
    "mustBeLessOrEqualTo": "mustBeLessOrEqualTo",
    "mustBeGreaterThanOrEqualTo": "mustBeGreaterOrEqualTo",
    "mustBeLessThanOrEqualTo": "mustBeLessOrEqualTo",
}
"""The comparisons of a check, and what ODCS calls them."""

CHECK_AS_IN_ODCS = frozenset(
    {
        *("type", "name", "id", "description", "query", "metric", "rule", "arguments", "unit"),
        *("engine", "implementation", "dimension", "severity", "method", "schedule"),
        *("scheduler", "tags", "businessImpact"),
    }
)
"""What a check shares with those of ODCS."""

CHECK = CHECK_AS_IN_ODCS | COMPARISONS.keys() | {"dialect", "specification"}


def is_datacontract(content: object) -> bool:
    """Tell a contract of this format by its head."""
    if not isinstance(content, dict):
        return False
    return HEAD in content or str(content.get("apiVersion", "")).startswith(FOREIGN_HEAD)
