"""The dbt models of a product as they are written, and what each of them reads."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.documents.excerpt import Position, position_at
from mesh_assets.documents.problem import Problem, located

_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_EXPRESSION = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_CALL = re.compile(
    r"\bsource\(\s*(['\"])(?P<source>[^'\"]+)\1\s*,\s*(['\"])(?P<table>[^'\"]+)\3\s*\)"
    r"|\bref\(\s*(['\"])(?P<model>[^'\"]+)\5\s*[,)]"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that a model reads: a table of a dbt source, or another model."""

    name: str
    source: str | None = None
    """The dbt source that has the table; None for a model."""
    position: Position | None = None
    """Where it is written; None where a macro makes it up."""

    def __str__(self) -> str:
        if self.source is None:
            return f"ref('{self.name}')"
        return f"source('{self.source}', '{self.name}')"


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One SQL file of a product's folder."""

    file: Path
    text: str
    readings: tuple[Reading, ...]

    @property
    def model(self) -> str:
        """The name of the model, which dbt takes from the file."""
        return self.file.stem

    def reads(self, reading: Reading) -> bool:
        """Whether the text shows that the model reads it."""
        return any(
            (one.source, one.name) == (reading.source, reading.name) for one in self.readings
        )

    def problem(self, reading: Reading, message: str, suggestion: str | None = None) -> Problem:
        """Report a problem of something that the model reads, where it is written."""
        return self.problem_at(reading.position or Position(1, 1), message, suggestion)

    def problem_at(
        self, position: Position, message: str, suggestion: str | None = None
    ) -> Problem:
        """Report a problem of a place in the file."""
        return located(self.file, self.text, position, message, suggestion)


def model_file(file: Path) -> ModelFile:
    """Read one model; what is not UTF-8 in it, dbt reports."""
    text = file.read_text(encoding="utf-8", errors="replace")
    return ModelFile(file, text, tuple(_readings(text)))


def _readings(text: str) -> Iterator[Reading]:
    visible = _COMMENT.sub(lambda found: " " * len(found[0]), text)
    for expression in _EXPRESSION.finditer(visible):
        for call in _CALL.finditer(visible, expression.start(), expression.end()):
            place = position_at(text, call.start())
            position = Position(place.line, place.column, width=len(call[0]))
            yield Reading(call["table"] or call["model"], call["source"], position)
