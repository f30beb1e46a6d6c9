"""From the location of a pydantic error to the path in the document that a person wrote."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from pydantic_core import ErrorDetails

from mesh_assets.documents.expectations import Model, field_named, models_at
from mesh_assets.documents.nodes import Path, holds, inside


@dataclass(frozen=True, slots=True)
class Branch:
    """A member of a union that pydantic tried; it stands in the location, not in the document."""

    union: Path
    """Where in the document the union stands."""
    member: str


@dataclass(frozen=True, slots=True)
class LocatedError:
    """A pydantic error with its path in the document."""

    path: Path
    branches: tuple[Branch, ...]
    """The union members through which pydantic came, outermost first."""
    models: tuple[Model, ...]
    """The models that may stand at the path; for a missing or unknown key, those around it."""
    details: ErrorDetails

    @property
    def kind(self) -> str:
        """Pydantic's name for the error, such as `string_type`."""
        return self.details["type"]


def locate(details: ErrorDetails, model: Model, data: object) -> LocatedError:
    """Tell keys and indices of the document from members of unions in an error's location."""
    path: Path = ()
    branches: list[Branch] = []
    location = details["loc"]
    for index, part in enumerate(location):
        if holds(data, part):
            path, data = (*path, part), inside(data, part)
        elif any(field_named(each, str(part)) for each in models_at(model, location[:index])):
            path, data = (*path, part), None
        else:
            branches.append(Branch(path, str(part)))
    is_about_a_key = details["type"] in {"missing", "extra_forbidden"}
    models = models_at(model, location[:-1] if is_about_a_key else location)
    return LocatedError(path, tuple(branches), tuple(models), details)


def without_union_noise(errors: Iterable[LocatedError], depth: int = 0) -> list[list[LocatedError]]:
    """Group the errors so that each group is one thing to tell.

    Of the members of a union, those whose shape fits (a mapping for a model) are preferred, and
    among them the one with the fewest errors. Where no shape fits, the members' errors form one
    group: together they say what would have.
    """
    groups: list[list[LocatedError]] = []
    by_union: dict[Path, list[LocatedError]] = {}
    for error in errors:
        if len(error.branches) > depth:
            by_union.setdefault(error.branches[depth].union, []).append(error)
        else:
            groups.append([error])
    for union, complaints in by_union.items():
        members = [
            list(found)
            for _, found in groupby(complaints, key=lambda error: error.branches[depth].member)
        ]
        fitting = [found for found in members if any(error.path != union for error in found)]
        if fitting or len(members) == 1:
            meant = min(fitting or members, key=len)
            groups += without_union_noise(meant, depth + 1)
        else:
            groups.append(complaints)
    return groups
