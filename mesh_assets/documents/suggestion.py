"""The word that was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILARITY = 0.6


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """Find the candidate closest to `word`; None when none is close enough to be worth naming.

    Case and the choice between hyphen, underscore and space never count as a difference.
    """
    originals = {_folded(candidate): candidate for candidate in candidates}
    matches = get_close_matches(_folded(word), originals, n=1, cutoff=_SIMILARITY)
    return originals[matches[0]] if matches else None


def _folded(word: str) -> str:
    return word.casefold().replace("-", "_").replace(" ", "_")
