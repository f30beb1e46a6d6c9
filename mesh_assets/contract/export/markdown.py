"""A contract as a page of Markdown, with the tables of GitHub."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import astuple

from mesh_assets.contract.export.documentation import documentation, documented
from mesh_assets.contract.export.exported import Export
from mesh_assets.contract.model import Contract

_SPECIAL = re.compile(r"[\\`*\[\]<>|~&$#]|(?<![^\W_])_|_(?![^\W_])|^[-+](?=\s)")
_NUMBERED = re.compile(r"^(\d+)([.)])(?=\s)")
"""What begins a numbered list."""


def export_markdown(contract: Contract) -> Export:
    """Write the page: the facts, the columns, and the rules in words."""
    page = documentation(contract)
    facts = [f"- {name}: {_escaped(value)}" for name, value in page.facts]
    parts = [f"# {_escaped(page.title)}", _escaped(page.description), "\n".join(facts)]
    columns = ("Column", "Type", "Required", "Description", "Notes")
    parts += ["## Columns", _table(columns, map(astuple, page.columns))]
    if page.rules:
        rules = ("Rule", "Demand", "Broken, it", "Judged in", "Description")
        parts += ["## Rules", _table(rules, map(astuple, page.rules))]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return documented(contract, text)


def _table(heads: Sequence[str], lines: Iterable[tuple[str, ...]]) -> str:
    rows = [_line(heads), _line(["---"] * len(heads))]
    return "\n".join([*rows, *(_line(map(_escaped, line)) for line in lines)])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    """Keep text from being read as Markdown, and on one line."""
    escaped = _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))
    return _NUMBERED.sub(r"\1\\\2", escaped)
