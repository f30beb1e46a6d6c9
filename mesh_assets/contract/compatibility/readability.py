"""What a reader with one contract cannot read of data that was written under another.

A reader reads what its contract calls valid, and a writer writes what its own calls valid. So all
is readable if every record that is valid for the writer is valid for the reader. Where that is not
certain, it does not hold.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mesh_assets.contract.checks.row_rules import rules_about_rows
from mesh_assets.contract.column_paths import around
from mesh_assets.contract.compatibility.comparing import is_key, refuses_rows
from mesh_assets.contract.compatibility.contracts import canonical
from mesh_assets.contract.compatibility.implication import implies
from mesh_assets.contract.duckdb_types import decimal_digits
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind, Scope

_WHOLE_IN_A_DOUBLE = 2**53


class Content(StrEnum):
    """What data may hold beyond what its contract names."""

    ROWS = "rows"
    """Nothing: the rows of a table, and messages in Avro or Protobuf."""
    RECORDS = "records"
    """Any other property, unless the contract closes the object: JSON."""


def content_of(contract: Contract) -> Content:
    """What data under a contract may hold: records where it was written in JSON Schema."""
    document = contract.extras.get("document")
    is_json_schema = isinstance(document, dict) and "properties" in document
    return Content.RECORDS if is_json_schema else Content.ROWS


def unreadable(writer: Contract, reader: Contract, content: Content) -> list[str]:
    """List in words what stands in the way of reading; nothing where all can be read."""
    return list(_Reading(canonical(writer), canonical(reader), content).obstacles())


def is_readable(writer: Contract, reader: Contract, content: Content) -> bool:
    """Whether nothing stands in the way of reading."""
    reading = _Reading(canonical(writer), canonical(reader), content)
    return next(reading.obstacles(), None) is None


@dataclass(frozen=True)
class _Reading:
    writer: Contract
    reader: Contract
    content: Content

    def obstacles(self) -> Iterator[str]:
        for path, column in self.reader.walk():
            if self._is_hidden(path):
                continue
            was = self._written.get(path)
            if was is None:
                yield from self._unwritten(column, path)
            elif not self._has_room(was, column, path):
                yield f"`{path}` is written as {was.type} and read as {column.type}"
            else:
                yield from self._unkept(path)
        yield from self._unkept(None)
        yield from self._repeated()

    def _is_hidden(self, path: str) -> bool:
        """Whether what is around it is told already: not written, or of another type."""
        return any(
            outer not in self._written or self._written[outer].type is not self._read[outer].type
            for outer in around(path)
        )

    def _unwritten(self, column: Column, path: str) -> Iterator[str]:
        """What is wrong with a column that the writer does not know."""
        if any(rule.kind is RuleKind.REQUIRED for rule in self._demanded[path]):
            yield f"`{path}` is required, and is not written"
        elif not self._is_closed(_object_of(path)) and not self._takes_anything(column, path):
            yield f"`{path}` may be written as anything: the writer's object is open"

    def _unkept(self, path: str | None) -> Iterator[str]:
        for rule in self._demanded[path]:
            if not self._is_kept(rule):
                yield f"`{rule.name}` is demanded, and what is written may not keep it"

    def _is_kept(self, rule: Rule) -> bool:
        if any(implies(known, rule) for known in self._kept[rule.column]):
            return True
        return rule.kind is RuleKind.ADDITIONAL_PROPERTIES and self._names_suffice(rule)

    def _names_suffice(self, rule: Rule) -> bool:
        """Whether the writer's rows have no other columns than a closed object allows."""
        prefix = "" if rule.column is None else f"{rule.column}."
        names = {
            path.removeprefix(prefix)
            for path in self._written
            if path.startswith(prefix) and _object_of(path) == rule.column
        }
        return self.content is Content.ROWS and names <= set(rule.parameters["allowed"])

    def _repeated(self) -> Iterator[str]:
        for rule in _keys(self.reader):
            if not any(_is_as_unique(known, rule) for known in _keys(self.writer)):
                yield f"`{rule.name}` is demanded, and what is written may repeat"

    def _has_room(self, was: Column, column: Column, path: str) -> bool:
        if was.type is LogicalType.INTEGER and column.type is LogicalType.NUMBER:
            return self._fits_a_double(path)
        if was.type is not column.type:
            return False
        if column.type is not LogicalType.DECIMAL:
            return True
        (precision, scale), (room, places) = decimal_digits(was), decimal_digits(column)
        return scale <= places and precision - scale <= room - places

    def _fits_a_double(self, path: str) -> bool:
        """Whether the writer's limits keep whole numbers to those that a double can hold."""
        limits = {
            rule.kind: rule.parameters["limit"]
            for rule in self._kept[path]
            if rule.kind in {RuleKind.MINIMUM, RuleKind.MAXIMUM}
        }
        return bool(
            limits.get(RuleKind.MINIMUM, -_WHOLE_IN_A_DOUBLE - 1) >= -_WHOLE_IN_A_DOUBLE
            and limits.get(RuleKind.MAXIMUM, _WHOLE_IN_A_DOUBLE + 1) <= _WHOLE_IN_A_DOUBLE
        )

    def _takes_anything(self, column: Column, path: str) -> bool:
        types = [rule for rule in self._demanded[path] if rule.kind is RuleKind.TYPE]
        is_any = all(
            rule.parameters["nullable"] and not rule.parameters.get("json") for rule in types
        )
        return column.type is LogicalType.JSON and is_any and len(self._demanded[path]) == 1

    def _is_closed(self, path: str | None) -> bool:
        """Whether the writer's object has no properties but the named ones."""
        closing = any(rule.kind is RuleKind.ADDITIONAL_PROPERTIES for rule in self._kept[path])
        return closing or self.content is Content.ROWS

    @cached_property
    def _written(self) -> dict[str, Column]:
        return dict(self.writer.walk())

    @cached_property
    def _read(self) -> dict[str, Column]:
        return dict(self.reader.walk())

    @cached_property
    def _kept(self) -> defaultdict[str | None, list[Rule]]:
        return _by_column(self.writer)

    @cached_property
    def _demanded(self) -> defaultdict[str | None, list[Rule]]:
        return _by_column(self.reader)


def _by_column(contract: Contract) -> defaultdict[str | None, list[Rule]]:
    found: defaultdict[str | None, list[Rule]] = defaultdict(list)
    counted = (rule for rule in contract.rules if refuses_rows(rule) and not is_key(rule))
    for rule in (*rules_about_rows(contract), *counted):
        found[rule.column].append(rule)
    return found


def _keys(contract: Contract) -> Iterator[Rule]:
    return filter(is_key, contract.rules)


def _is_as_unique(known: Rule, demanded: Rule) -> bool:
    if set(known.parameters["columns"]) != set(demanded.parameters["columns"]):
        return False
    return known.scope is demanded.scope or known.scope is Scope.TABLE


def _object_of(path: str) -> str | None:
    """The path of the object that has a column; None for the record itself."""
    return path.rpartition(".")[0] or None
