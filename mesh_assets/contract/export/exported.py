"""What an export gives: the text, and what the format could not carry."""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """The kinds of things that a contract says."""

    COLUMN = "column"
    RULE = "rule"
    TYPE = "type"
    """A detail of a column's type, such as the digits of a decimal."""
    NAME = "name"
    DESCRIPTION = "description"
    CLASSIFICATION = "classification"
    TAGS = "tags"
    IDENTIFIER = "identifier"
    PRIMARY_KEY = "primary key"
    TERMS = "terms"
    """What the source says beyond columns and rules, such as its team and its service levels."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that the contract says and the export does not."""

    part: Part
    subject: str
    """The rule's name, the column's dotted path, or the key in the source."""
    why: str

    @property
    def words(self) -> str:
        """A line for people."""
        return f"{self.part} `{self.subject}`: {self.why}"


@dataclass(frozen=True, slots=True)
class Export:
    """A contract in another format."""

    text: str
    left_out: tuple[LeftOut, ...] = ()
