"""Who has to do something about a change."""

from enum import StrEnum


class Judgement(StrEnum):
    """Who has to do something about a change."""

    COMPATIBLE = "compatible"
    """Nobody: what is published keeps the new promise, and consumers read on as they do."""
    BREAKS_PRODUCER = "breaks the producer"
    """The producer: what was published before may not keep the new promise."""
    BREAKS_CONSUMERS = "breaks consumers"
    """Consumers: what they rely on is promised no longer."""
    BREAKS_BOTH = "breaks both"
