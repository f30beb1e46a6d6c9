"""BACKWARD, FORWARD, FULL and their transitive forms, as the Confluent Schema Registry names them.

BACKWARD asks whether a reader with the new contract can read what was written under the last one;
FORWARD, whether a reader with the last contract can read what is written under the new one; FULL
asks both. The transitive forms ask it of all earlier versions, and not only of the last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mesh_assets.contract.compatibility.readability import Content, is_readable, unreadable
from mesh_assets.contract.model import Contract


class Mode(StrEnum):
    """What is demanded of a new version."""

    NONE = "NONE"
    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"

    @property
    def reads_old(self) -> bool:
        """Whether readers of the new version have to read what was written before."""
        return self.name.startswith(("BACKWARD", "FULL"))

    @property
    def is_read_by_old(self) -> bool:
        """Whether readers of earlier versions have to read what is written from now on."""
        return self.name.startswith(("FORWARD", "FULL"))

    @property
    def is_transitive(self) -> bool:
        """Whether all earlier versions count, and not only the last."""
        return self.name.endswith("_TRANSITIVE")


@dataclass(frozen=True, slots=True)
class Incompatibility:
    """Why a reader with one version cannot read what another one wrote."""

    writer: str
    """The version of the contract under which it was written."""
    reader: str
    obstacle: str


def incompatibilities(
    mode: Mode, earlier: Sequence[Contract], new: Contract, content: Content
) -> list[Incompatibility]:
    """List what a mode forbids of a new version; `earlier` has the oldest version first."""
    compared = earlier if mode.is_transitive else earlier[-1:]
    return [found for old in compared for found in _found(mode, old, new, content)]


def _found(mode: Mode, old: Contract, new: Contract, content: Content) -> Iterator[Incompatibility]:
    pairs = [(old, new)] * mode.reads_old + [(new, old)] * mode.is_read_by_old
    for writer, reader in pairs:
        for obstacle in unreadable(writer, reader, content):
            yield Incompatibility(writer.version, reader.version, obstacle)


def kept_modes(old: Contract, new: Contract, content: Content) -> tuple[Mode, ...]:
    """The modes that two versions keep with each other, the transitive ones left out."""
    reads_old, is_read_by_old = (
        is_readable(writer, reader, content) for writer, reader in ((old, new), (new, old))
    )
    kept = {
        Mode.BACKWARD: reads_old,
        Mode.FORWARD: is_read_by_old,
        Mode.FULL: reads_old and is_read_by_old,
    }
    return tuple(mode for mode, is_kept in kept.items() if is_kept)
