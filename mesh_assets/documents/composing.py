"""From text to YAML nodes, and what libyaml's complaints mean for the person who wrote it."""

from pathlib import Path

import yaml

from mesh_assets.documents.core_schema import CoreLoader
from mesh_assets.documents.excerpt import Position, position_at
from mesh_assets.documents.problem import DocumentError, located, unreadable

_UNCLOSED_QUOTE = "found unexpected end of stream"
_EXPLANATIONS = {
    "found character that cannot start any token": (
        "a value cannot begin with `{character}`: put it in quotes"
    ),
    "mapping values are not allowed in this context": (
        "a `:` is not expected here: check the indentation, or put the text in quotes"
    ),
    "did not find expected ',' or ']'": "a `,` or `]` is missing in the list {begun}",
    "did not find expected ',' or '}'": "a `,` or `}}` is missing in the mapping {begun}",
    "did not find expected key": (
        "a key is expected here, in the mapping {begun}: check the indentation and the quotes"
    ),
    "did not find expected '-' indicator": "a `-` is expected here, in the list {begun}",
    _UNCLOSED_QUOTE: "this quote is never closed",
    "but found another document": "a second document begins here: a file holds one",
    "found undefined alias": "this alias has no anchor above it",
}


def compose(file: Path, text: str) -> yaml.Node:
    """Compose the nodes of a YAML text; raises DocumentError where it is not YAML, or is empty."""
    loader = CoreLoader(text)
    try:
        root = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        raise DocumentError([located(file, text, *_explained(text, error))]) from None
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")
        position = position_at(text, len(before))
        message = f"a character is not allowed in YAML: {error.reason}"
        raise DocumentError([located(file, text, position, message)]) from None
    finally:
        loader.dispose()
    if root is None:
        raise DocumentError([unreadable(file, "the file is empty")])
    return root


def _explained(text: str, error: yaml.MarkedYAMLError) -> tuple[Position, str]:
    complaint = error.problem or "unknown syntax"
    at = error.context_mark if complaint == _UNCLOSED_QUOTE else error.problem_mark
    if at is None:
        return Position(1, 1), f"is not YAML: {complaint}"
    position = Position(at.line + 1, at.column + 1)
    if text[at.index : at.index + 1] == "\t":
        return position, "a tab stands where YAML wants spaces"
    begun = f"that begins on line {error.context_mark.line + 1}" if error.context_mark else ""
    unexplained = f"is not YAML: {complaint} {error.context or ''}".strip()
    template = _EXPLANATIONS.get(complaint)
    if template is None:
        return position, unexplained
    return position, template.format(character=text[at.index : at.index + 1], begun=begun)
