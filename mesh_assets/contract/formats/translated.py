"""A translated document, of which every problem is shown where its author wrote the cause."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mesh_assets.documents.document import Document
from mesh_assets.documents.nodes import Path
from mesh_assets.documents.problem import Problem


@dataclass(frozen=True, slots=True)
class TranslatedDocument(Document):
    """The text and the places of a source, with the data of its translation to ODCS."""

    origins: Mapping[Path, Path] = field(default_factory=dict)
    """Which part of the source each part of the data came from."""
    source: object = None
    """The data of the source."""
    words: Mapping[str | int, str | int] = field(default_factory=dict)
    """What the source calls what ODCS has another word for, inside such a part."""
    heads: Mapping[str, Path] = field(default_factory=dict)
    """Where the source has what stands at the top of the data."""

    def problem(
        self, path: Path, message: str, suggestion: str | None = None, on_key: bool = False
    ) -> Problem:
        """Report a problem of the data at the place in the source that it came from."""
        source = Document(self.file, self.text, self.source, self.root)
        return source.problem(self._origin(path), message, suggestion, on_key)

    def _origin(self, path: Path) -> Path:
        for length in range(len(path), -1, -1):
            if path[:length] in self.origins:
                rest = [part for part in path[length:] if part != "logicalTypeOptions"]
                inner = (
                    self.words.get(part, part) if index == 0 else part
                    for index, part in enumerate(rest)
                )
                return (*self.origins[path[:length]], *inner)
        return self.heads.get(str(path[0]), path) if path else path


def translated(
    document: Document,
    odcs: object,
    origins: Mapping[Path, Path],
    words: Mapping[str | int, str | int],
    heads: Mapping[str, Path] | None = None,
) -> TranslatedDocument:
    """Give a document the data of its translation, and keep its places."""
    return TranslatedDocument(
        document.file,
        document.text,
        odcs,
        document.root,
        document.flaws,
        origins,
        document.data,
        words,
        heads or {},
    )
