"""One change of what a product promises, and whom it asks to do something."""

from dataclasses import dataclass
from typing import Any

from mesh_assets.contract.compatibility.judgement import Judgement
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.contract.compatibility.policy import DEFAULT_POLICY


@dataclass(frozen=True, slots=True)
class Change:
    """What became different, in a sentence."""

    kind: ChangeKind
    message: str
    place: str = ""
    """The dotted path of the column, or the name of the rule, port or key; empty for the whole."""
    columns: tuple[str, ...] = ()
    """The dotted paths of the columns of the published table that it is about."""

    @property
    def judgement(self) -> Judgement:
        """Who has to do something, by the default policy."""
        return DEFAULT_POLICY[self.kind]

    @property
    def breaks(self) -> bool:
        """Whether somebody has to do something about it, so that it needs a new major version."""
        return self.judgement is not Judgement.COMPATIBLE

    def as_json(self) -> dict[str, Any]:
        """Give the change to machines."""
        return {
            "kind": self.kind.value,
            "place": self.place,
            "message": self.message,
            "breaks": self.breaks,
            "judgement": self.judgement.value,
        }
