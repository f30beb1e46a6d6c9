"""Where the custom checks of a contract stand in its file."""

from collections.abc import Callable, Iterator
from pathlib import Path

from mesh_assets.contract.model import Contract
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.documents import nodes
from mesh_assets.documents.document import scan_document
from mesh_assets.documents.problem import Problem


def custom_check_problems(
    file: Path, contract: Contract, complain: Callable[[Rule], str | None]
) -> Iterator[Problem]:
    """Report the custom checks about which there is a complaint, where the file has them."""
    rules = [rule for rule in contract.rules if rule.kind is RuleKind.CUSTOM]
    complaints = {rule.name: complaint for rule in rules if (complaint := complain(rule))}
    if not complaints:
        return
    document = scan_document(file)
    for rule in rules:
        if rule.name in complaints:
            yield document.problem(_place(document.data, rule, ()), complaints[rule.name])


def _place(data: object, rule: Rule, at: nodes.Path) -> nodes.Path:
    """Find the check by what it says: the same words have the same complaint."""
    return next(_places(data, rule, at), at)


def _places(data: object, rule: Rule, at: nodes.Path) -> Iterator[nodes.Path]:
    if isinstance(data, dict):
        if data.items() >= rule.parameters.items():
            yield (*at, "implementation")
        for key, value in data.items():
            yield from _places(value, rule, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _places(value, rule, (*at, index))
