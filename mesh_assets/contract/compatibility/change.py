"""One change of what a product promises."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What became different, in a sentence."""

    message: str
    breaks: bool = False
    """Whether consumers have to do something about it, so that it needs a new major version."""
