"""Problems that several looks at one file have found."""

from collections.abc import Iterable

from mesh_assets.documents.problem import Problem


def together(*looks: Iterable[Problem]) -> list[Problem]:
    """Put the problems of all looks together.

    What a later look finds on a line of which an earlier one has spoken is the same mistake, in
    words that help less.
    """
    found: list[Problem] = []
    for look in looks:
        spoken = {problem.line for problem in found}
        found += [problem for problem in look if problem.line not in spoken]
    return found
