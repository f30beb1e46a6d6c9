"""Whom changes reach, as commands print it."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from mesh_assets.metadata.impact import AffectedConsumer, AffectedProduct, ColumnImpact
from mesh_assets.metadata.lineage.provenance import EVERYTHING


def impact_lines(impacts: Iterable[ColumnImpact]) -> Iterator[str]:
    """Write one block for each column; a column that nobody is known to use has one line."""
    for impact in impacts:
        what = "it" if impact.column == EVERYTHING else f"`{impact.column}`"
        if not impact.is_used:
            yield f"    nobody known uses {what}"
            continue
        yield f"    {what} is used by"
        yield from user_lines(impact)


def user_lines(impact: ColumnImpact) -> Iterator[str]:
    """Write one line for each product and each consumer contract that uses a column."""
    yield from (f"        {product_words(product)}" for product in impact.products)
    yield from (f"        {consumer_words(consumer)}" for consumer in impact.consumers)


def product_words(affected: AffectedProduct) -> str:
    """`finance/daily-revenue (daily_revenue) for revenue and to choose rows`."""
    models = f" ({', '.join(affected.models)})" if affected.models else ""
    uses = [
        *([f"for {', '.join(affected.columns)}"] if affected.columns else []),
        *(["to choose rows"] if affected.chooses_rows else []),
    ]
    told = f"{affected.product}{models} {' and '.join(uses) or 'for no column of its own'}"
    if affected.through:
        told = f"{told}, through {', '.join(affected.through)}"
    if affected.unfollowed:
        told = f"{told}; every column counts as used by {'; '.join(affected.unfollowed)}"
    return told


def consumer_words(affected: AffectedConsumer) -> str:
    """`finance-analytics@company.com for currency of orders/customer-orders: Reporting. (...)`."""
    fields = ", ".join(affected.fields)
    purpose = affected.purpose.strip().rstrip(".")
    return (
        f"{affected.consumer} for {fields} of {affected.product}: {purpose} "
        f"(contract {affected.contract}, accepts major {affected.major})"
    )


def impact_documents(impacts: Iterable[ColumnImpact]) -> list[dict[str, Any]]:
    """The same for machines."""
    return [asdict(impact) for impact in impacts]
