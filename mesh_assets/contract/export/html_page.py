"""A contract as one HTML page that needs nothing else."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from html import escape

from mesh_assets.contract.export.documentation import documentation, documented
from mesh_assets.contract.export.exported import Export
from mesh_assets.contract.model import Contract

_STYLE = (
    "body{font-family:system-ui,sans-serif;margin:2rem auto;max-width:70rem;line-height:1.5}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{border:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top}"
    "td:first-child{font-family:ui-monospace,monospace}"
)


def export_html(contract: Contract) -> Export:
    """Write the page: the facts, the columns, and the rules in words."""
    page = documentation(contract)
    facts = "".join(f"<dt>{escape(n)}</dt><dd>{escape(v)}</dd>" for n, v in page.facts)
    body = [f"<h1>{escape(page.title)}</h1>"]
    if page.description:
        body.append(f"<p>{escape(page.description)}</p>")
    body.append(f"<dl>{facts}</dl>")
    columns = ("Column", "Type", "Required", "Description", "Notes")
    body += ["<h2>Columns</h2>", _table(columns, map(astuple, page.columns))]
    if page.rules:
        rules = ("Rule", "Demand", "Broken, it", "Judged in", "Description")
        body += ["<h2>Rules</h2>", _table(rules, map(astuple, page.rules))]
    content = "\n".join(body)
    text = (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(page.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n{content}\n</body>\n</html>\n"
    )
    return documented(contract, text)


def _table(heads: Sequence[str], lines: Iterable[tuple[str, ...]]) -> str:
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in lines
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
