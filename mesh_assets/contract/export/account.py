"""The account of an export: what is not reported as carried is left out, by name.

An exporter cannot forget a rule in silence: it reports the ones that it wrote.
"""

from collections.abc import Collection

from mesh_assets.contract.export.exported import Export, LeftOut, Part
from mesh_assets.contract.export.terms import terms
from mesh_assets.contract.model import Column, Contract
from mesh_assets.contract.rule import Rule

NOTES = (Part.DESCRIPTION, Part.CLASSIFICATION, Part.TAGS, Part.IDENTIFIER, Part.PRIMARY_KEY)
"""What a column says beside its type and its rules."""


class Account:
    """The account of one export to one format.

    `kept` is how the custom properties begin that the export is completed by.
    """

    def __init__(self, contract: Contract, form: str, kept: str | None = None) -> None:
        self._kept = kept
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
        for key in terms(self._contract, self._kept):
            self.leave_out(Part.TERMS, key, f"{self._form} has no place for it")
        return Export(text, tuple(self._left_out.values()))


def _has(column: Column, part: Part) -> bool:
    match part:
        case Part.PRIMARY_KEY:
            return column.primary_key is not None
        case _:
            return bool(getattr(column, part.value))
