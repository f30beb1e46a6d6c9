"""What is wrong with one check, before it is known where in the file the check stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from mesh_assets.documents.suggestion import suggest


class CheckMistake(Exception):
    """A check that cannot be translated: why, and at which of its settings."""

    def __init__(
        self, message: str, *at: str, suggestion: str | None = None, on_key: bool = False
    ) -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        """The path below the check; empty for its own statement."""
        self.suggestion = suggestion
        self.on_key = on_key
        """Whether the key is wrong, and not its value."""


def refuse_unknown_keys(settings: Mapping[str, Any], known: Iterable[str], *at: str) -> None:
    """Raise CheckMistake for a key that is not known, with the one that was probably meant."""
    known = list(known)
    for key in settings:
        if key not in known:
            message = f"`{key}` is not supported here; known are {', '.join(known)}"
            raise CheckMistake(message, *at, key, suggestion=suggest(key, known), on_key=True)
