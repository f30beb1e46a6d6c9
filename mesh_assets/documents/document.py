"""A YAML or JSON file, read with the position of every key and value."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

import yaml

from mesh_assets.documents import nodes
from mesh_assets.documents.collecting import collector_at_rest
from mesh_assets.documents.composing import compose
from mesh_assets.documents.excerpt import Position, excerpt
from mesh_assets.documents.json_nodes import json_nodes
from mesh_assets.documents.problem import DocumentError, Problem, unreadable
from mesh_assets.documents.reading import is_json, parse_json, read_text

_NAMING_KEYS = ("name", "id", "decision", "type", "tool")
"""Keys that tell people which element of a list is meant, the best first."""

_DEEPEST = 100
"""More than people write, and less than what reads a document, level by level, can stand."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file: its text, its data, and where each part of the data stands."""

    file: Path
    text: str = field(repr=False)
    data: Any
    """Plain dicts, lists and scalars."""
    root: Callable[[], yaml.Node] = field(repr=False)
    """The nodes of the text, which are made when a place is asked for, and are not kept before."""
    flaws: tuple[nodes.Flaw, ...] = ()

    def position(self, path: nodes.Path, *, on_key: bool = False) -> Position:
        """Where the value at `path` (or its key) stands; the enclosing part, if it is absent."""
        return nodes.find(self.root(), path, on_key=on_key)

    def dotted(self, path: nodes.Path) -> str:
        """Write the path as people read it: `output_ports[1: api].format`."""
        text = ""
        data: object = self.data
        for part in path:
            data = nodes.inside(data, part)
            if isinstance(part, int):
                text += f"[{part}{_name_of(data)}]"
            else:
                text += f".{part}" if text else part
        return text

    def problem(
        self,
        path: nodes.Path,
        message: str,
        suggestion: str | None = None,
        on_key: bool = False,
    ) -> Problem:
        """Report a problem of the value at `path`, or with `on_key` of its key."""
        return self._problem_at(self.position(path, on_key=on_key), path, message, suggestion)

    @property
    def flaw_problems(self) -> list[Problem]:
        """Keys written twice, unknown tags and the like."""
        return [self._problem_at(flaw.position, flaw.path, flaw.message) for flaw in self.flaws]

    def _problem_at(
        self, position: Position, path: nodes.Path, message: str, suggestion: str | None = None
    ) -> Problem:
        return Problem(
            file=self.file,
            line=position.line,
            column=position.column,
            path=self.dotted(path),
            message=message,
            snippet=excerpt(self.text, position),
            suggestion=suggestion,
        )


def read_document(file: Path) -> Document:
    """Read a file whose text is well-formed and whose keys are unique; raises DocumentError."""
    document = scan_document(file)
    if document.flaws:
        raise DocumentError(document.flaw_problems)
    return document


def scan_document(file: Path) -> Document:
    """Read a file and keep its flaws beside its data, for a reader that reports all together.

    Raises DocumentError where the text is not YAML or JSON at all.
    """
    text = read_text(file)
    try:
        document = _json_document(file, text) if is_json(file) else read_yaml(file, text)
    except RecursionError:
        raise _too_deep(file) from None
    if nodes.is_deeper_than(document.data, _DEEPEST):
        raise _too_deep(file)
    return document


def read_yaml(file: Path, text: str) -> Document:
    """Read YAML that stands in a file, be it a part of it; its flaws are kept beside its data.

    Raises DocumentError where the text is not YAML at all.
    """
    builder = nodes.DataBuilder()
    with collector_at_rest():
        data = builder.build(compose(file, text))
    root = cache(partial(_root, file, partial(compose, file, text)))
    return Document(file, text, data, root, tuple(builder.flaws))


def _json_document(file: Path, text: str) -> Document:
    data, repeats_a_key = parse_json(file, text)
    root = cache(partial(_root, file, partial(json_nodes, text)))
    builder = nodes.DataBuilder()
    if repeats_a_key:
        builder.build(root())
    return Document(file, text, data, root, tuple(builder.flaws))


def _root(file: Path, nodes_of_text: Callable[[], yaml.Node]) -> yaml.Node:
    try:
        return nodes_of_text()
    except RecursionError:
        raise _too_deep(file) from None


def _too_deep(file: Path) -> DocumentError:
    return DocumentError([unreadable(file, "is nested too deeply to be read")])


def _name_of(element: object) -> str:
    if not isinstance(element, dict):
        return ""
    names = (element.get(key) for key in _NAMING_KEYS)
    return next((f": {name}" for name in names if isinstance(name, str)), "")
