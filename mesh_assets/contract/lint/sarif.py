"""Verdicts as SARIF 2.1.0, which code review tools show beside the lines (OASIS, 2020)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mesh_assets.contract.lint.linting import Verdict
from mesh_assets.documents.problem import Problem

_RULE = "contract"


def sarif(verdicts: Iterable[Verdict], here: Path) -> dict[str, Any]:
    """Write a log with one result for each problem; files are named from the folder `here`."""
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "mesh contract lint", "rules": [_rule()]}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(problem, here) for verdict in verdicts for problem in verdict.problems
                ],
            }
        ],
    }


def _rule() -> dict[str, Any]:
    said = "A contract is valid by its standard, and means what can be judged."
    return {"id": _RULE, "shortDescription": {"text": said}}


def _result(problem: Problem, here: Path) -> dict[str, Any]:
    hint = f" Did you mean `{problem.suggestion}`?" if problem.suggestion else ""
    place = f"{problem.path}: " if problem.path else ""
    return {
        "ruleId": _RULE,
        "ruleIndex": 0,
        "level": "error",
        "message": {"text": f"{place}{problem.message}{hint}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": _artifact(problem.file.absolute(), here),
                    "region": {"startLine": problem.line, "startColumn": problem.column},
                }
            }
        ],
    }


def _artifact(file: Path, here: Path) -> dict[str, str]:
    if file.is_relative_to(here):
        return {"uri": quote(file.relative_to(here).as_posix()), "uriBaseId": "%SRCROOT%"}
    return {"uri": file.as_uri()}
