"""The account of an export: what is not reported as carried is left out, by name.

An exporter cannot forget a rule in silence: it reports the ones that it wrote.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from mesh_assets.contract.export.exported import Export, LeftOut, Part
from mesh_assets.contract.model import Column, Contract
from mesh_assets.contract.rule import Rule

NOTES = (Part.DESCRIPTION, Part.CLASSIFICATION, Part.TAGS, Part.IDENTIFIER, Part.PRIMARY_KEY)
"""What a column says beside its type and its rules."""

_ODCS_HEAD = frozenset({"apiVersion", "kind", "id", "version", "schema", "$schema"})
_ODCS_OBJECT = frozenset(
    {"name", "physicalName", "logicalType", "description", "properties", "quality"}
)
_MODELLED = frozenset(
    {
        *("name", "physicalName", "businessName", "logicalType", "physicalType", "properties"),
        *("items", "required", "unique", "primaryKey", "primaryKeyPosition", "description", "id"),
        *("classification", "tags", "logicalTypeOptions", "quality", "enum"),
    }
)
"""The keys of an ODCS property that columns and rules hold."""


class Account:
    """The account of one export to one format."""

    def __init__(self, contract: Contract, form: str) -> None:
        self._contract = contract
        self._form = form
        self._carried: set[str] = set()
        self._left_out: dict[tuple[Part, str], LeftOut] = {}

    def carry(self, rule: Rule) -> None:
        """Report that the export says what a rule says."""
        self._carried.add(rule.name)

    def leave_out(self, part: Part, subject: str, why: str) -> None:
        """Report what the export does not say; the first reason counts."""
        self._left_out.setdefault((part, subject), LeftOut(part, subject, why))

    def leave_out_rule(self, rule: Rule, why: str) -> None:
        """Report why the export does not say what a rule says, be it in part."""
        self.leave_out(Part.RULE, rule.name, why)

    def close(self, text: str, notes: Collection[Part]) -> Export:
        """Give the export of a format that carries these notes about columns."""
        for rule in self._contract.rules:
            if rule.name not in self._carried:
                self.leave_out_rule(rule, f"{self._form} has no word for it")
        for path, column in self._contract.walk():
            for part in NOTES:
                if part not in notes and _has(column, part):
                    self.leave_out(part, path, f"{self._form} has no place for it")
        for key in _terms(self._contract):
            self.leave_out(Part.TERMS, key, f"{self._form} has no place for it")
        return Export(text, tuple(self._left_out.values()))


def _has(column: Column, part: Part) -> bool:
    match part:
        case Part.PRIMARY_KEY:
            return column.primary_key is not None
        case _:
            return bool(getattr(column, part.value))


def _terms(contract: Contract) -> Iterator[str]:
    """What an ODCS document says beyond the contract's columns and rules, by dotted path."""
    document = contract.extras.get("document")
    if not isinstance(document, dict) or "apiVersion" not in document:
        return
    yield from (key for key in document if key not in _ODCS_HEAD)
    for one in document.get("schema") or []:
        if contract.name in {one.get("name"), one.get("physicalName")}:
            yield from (f"{contract.name}.{key}" for key in one if key not in _ODCS_OBJECT)
            for described in one.get("properties") or []:
                yield from _terms_of(described, "")


def _terms_of(described: Mapping[str, Any], inside: str) -> Iterator[str]:
    name = inside + str(described.get("physicalName") or described.get("name") or "element")
    yield from (f"{name}.{key}" for key in described if key not in _MODELLED)
    for one in described.get("properties") or []:
        yield from _terms_of(one, f"{name}.")
    if described.get("items"):
        yield from _terms_of({**described["items"], "name": f"{name}[]"}, "")
