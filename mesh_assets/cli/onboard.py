"""`mesh onboard`: the onboarding checklist, each point held against reality."""

import json
import sys
from collections.abc import Sequence

import click
from rich.markup import escape

from mesh_assets.cli.products import product_argument
from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.installation import open_installation
from mesh_assets.product.mesh import load_mesh
from mesh_assets.selfservice.onboarding.checklist import checklist
from mesh_assets.selfservice.onboarding.finding import ChecklistPoint, Finding, State
from mesh_assets.selfservice.onboarding.subject import look_at
from mesh_assets.settings import load_settings


@click.command()
@product_argument
@click.option("--json", "as_json", is_flag=True, help="For machines.")
def onboard(product: str, as_json: bool) -> None:
    """Hold a product against the onboarding checklist; show what is missing, and where.

    Exits with 1 when anything is missing. What the mesh cannot check yet is said to be unchecked.
    """
    settings = load_settings()
    subject = look_at(open_installation(settings), load_mesh(settings.domains), product)
    points = checklist(subject)
    if as_json:
        click.echo(json.dumps(_document(product, points), indent=2, ensure_ascii=False))
    else:
        _print(points)
    if any(point.state is State.MISSING for point in points):
        sys.exit(1)


def _print(points: Sequence[ChecklistPoint]) -> None:
    rows = [
        (f"{number}. {point.title}" if finding is point.findings[0] else "", *_words(finding))
        for number, point in enumerate(points, start=1)
        for finding in point.findings
    ]
    console().print(table(("point", "state", "evidence, or what to do"), rows))


def _words(finding: Finding) -> tuple[str, str]:
    return finding.state.value, escape(finding.words)


def _document(product: str, points: Sequence[ChecklistPoint]) -> dict[str, object]:
    return {
        "product": product,
        "complete": all(point.state is not State.MISSING for point in points),
        "points": [
            {
                "point": point.name,
                "title": point.title,
                "state": point.state.value,
                "findings": [
                    {"state": finding.state.value, "words": finding.words}
                    for finding in point.findings
                ],
            }
            for point in points
        ],
    }
