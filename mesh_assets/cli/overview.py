"""The board of the mesh: one line for each product."""

from collections.abc import Sequence

from mesh_assets.cli.measures import share_words, span_words, verdict_words
from mesh_assets.cli.rendering import console, table
from mesh_assets.pipeline.board import WAITING, PartitionState, ProductStatus
from mesh_assets.ports.inputs.files import describe_unexpected
from mesh_assets.product.graph import ProductGraph

_COLUMNS = (
    "product",
    "version",
    "last publication",
    "freshness",
    "completeness",
    "published#",
    "refused#",
    "outdated#",
    "waiting#",
    "consumers",
)


def print_overview(statuses: Sequence[ProductStatus], graph: ProductGraph) -> None:
    """Print the table, and below it ends that come and landing files that no run takes up."""
    screen = console()
    screen.print(table(_COLUMNS, [_row(status, graph) for status in statuses]))
    for status in statuses:
        for notice in status.notices:
            screen.print(f"{status.product}: {notice}", markup=False)
        if status.unexpected:
            warning = f"{status.product}: {describe_unexpected(status.unexpected)}"
            screen.print(warning, markup=False)


def _row(status: ProductStatus, graph: ProductGraph) -> tuple[str, ...]:
    last = status.freshness.last_publication
    return (
        status.product,
        status.version,
        f"{last:%Y-%m-%d %H:%M} UTC" if last else "never",
        _freshness(status),
        _completeness(status),
        str(status.count(PartitionState.PUBLISHED)),
        str(status.count(PartitionState.REFUSED)),
        str(status.count(PartitionState.OUTDATED)),
        str(status.count(*WAITING)),
        ", ".join(graph.consumers(status.product)) or "none",
    )


def _freshness(status: ProductStatus) -> str:
    freshness = status.freshness
    age = span_words(freshness.age) if freshness.age is not None else "no data"
    if freshness.objective is None:
        return f"{age}, no objective"
    return f"{verdict_words(freshness.kept)}: {age} of {span_words(freshness.objective)}"


def _completeness(status: ProductStatus) -> str:
    completeness = status.completeness
    if completeness.share is None:
        return "no data"
    share = share_words(completeness.share)
    if completeness.objective is None:
        return f"{share}, no objective"
    return f"{verdict_words(completeness.kept)}: {share} of {share_words(completeness.objective)}"
