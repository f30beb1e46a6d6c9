"""One mistake in one document, located so that a person finds it at once."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mesh_assets.documents.excerpt import Position, excerpt
from mesh_assets.errors import MeshError


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where, and, if it can be guessed, what was meant."""

    file: Path
    line: int
    """One-based."""
    column: int
    """One-based, in characters."""
    path: str
    """The dotted path inside the document, such as `output_ports[1: api].format`."""
    message: str
    snippet: str
    """The source line with a caret below the place; empty where there is no text to show."""
    suggestion: str | None = None
    """What was probably meant."""

    def render(self) -> str:
        """Render the problem as a compiler would print it."""
        place = f"{self.file}:{self.line}:{self.column}: "
        lines = [place + (f"{self.path}: " if self.path else "") + self.message]
        if self.snippet:
            lines.append(self.snippet)
        if self.suggestion is not None:
            lines.append(f"  did you mean `{self.suggestion}`?")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Give the problem to machines."""
        return {**asdict(self), "file": str(self.file)}


class DocumentError(MeshError):
    """Documents that cannot be used, with every problem that was found in them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_reading_order(problems)
        super().__init__("\n\n".join(problem.render() for problem in self.problems))


def in_reading_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort by file, then from top to bottom."""
    return tuple(sorted(problems, key=lambda found: (str(found.file), found.line, found.column)))


def located(
    file: Path, text: str, position: Position, message: str, suggestion: str | None = None
) -> Problem:
    """Report a problem of a text that could not become a document."""
    snippet = excerpt(text, position)
    return Problem(file, position.line, position.column, "", message, snippet, suggestion)


def unreadable(file: Path, message: str, suggestion: str | None = None) -> Problem:
    """Report a problem of a file as a whole, of which no text can be shown."""
    return Problem(file, 1, 1, "", message, "", suggestion)
