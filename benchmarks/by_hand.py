"""A synthetic product's assets and checks, written directly against Dagster."""

import warnings
from collections.abc import Iterable, Iterator

import dagster as dg

from benchmarks.synthetic_mesh import START, SyntheticProduct

_PARTITIONS = dg.DailyPartitionsDefinition(START)
_INSIDE = ("landed", "upstream", "model", "candidate")
_PUBLISHED = "published"
_CHECKS = {
    "landed": ["accepted"],
    "upstream": ["accepted"],
    "model": ["unique_id"],
    "candidate": ["contract", "soda_row_count"],
    _PUBLISHED: [],
}


def spec_definitions(products: Iterable[SyntheticProduct]) -> dg.Definitions:
    """Plain specs, and checks that are steps of their own."""
    described = [(product, _specs(product)) for product in products]
    return dg.Definitions(
        assets=[
            spec._replace(partitions_def=_PARTITIONS)
            for _, specs in described
            for spec in specs.values()
        ],
        asset_checks=[_judging(product, specs) for product, specs in described],
    )


def asset_definitions(products: Iterable[SyntheticProduct]) -> dg.Definitions:
    """Three decorated steps a product: ingest; build; publish."""
    return dg.Definitions(
        assets=[step for product in products for step in _steps(product, _specs(product))],
        executor=dg.in_process_executor,
    )


def _specs(product: SyntheticProduct) -> dict[str, dg.AssetSpec]:
    """Each asset with what it depends on, by what it is."""
    published = _key(product)
    keys = {name: dg.AssetKey([*published.path, name]) for name in _INSIDE} | {
        _PUBLISHED: published
    }
    outside = [_key(product.upstream)] if product.upstream else []
    dependencies = {
        "landed": [],
        "upstream": outside,
        "model": [keys["landed"], *([keys["upstream"]] if outside else [])],
        "candidate": [keys["model"], *outside],
        _PUBLISHED: [keys["candidate"]],
    }
    if not outside:
        del dependencies["upstream"]
    return {name: _spec(product, keys[name], found) for name, found in dependencies.items()}


def _key(product: SyntheticProduct) -> dg.AssetKey:
    return dg.AssetKey([product.domain, product.table])


def _spec(
    product: SyntheticProduct, key: dg.AssetKey, dependencies: list[dg.AssetKey]
) -> dg.AssetSpec:
    return dg.AssetSpec(
        key,
        deps=dependencies,
        description=f"Asset of {product.table}.",
        group_name=f"{product.domain}/{product.table}",
        owners=[f"{product.domain}@company.com"],
        tags={"mesh/domain": product.domain, "mesh/product": product.table},
        kinds={"duckdb"},
    )


def _steps(
    product: SyntheticProduct, specs: dict[str, dg.AssetSpec]
) -> Iterator[dg.AssetsDefinition]:
    for name, made in (
        ("ingest", ["landed"]),
        ("build", ["upstream", "model", "candidate"]),
        ("publish", [_PUBLISHED]),
    ):

        @dg.multi_asset(
            name=f"{product.table}_{name}",
            specs=[specs[each] for each in made if each in specs],
            check_specs=[check for each in made if each in specs for check in _checks(each, specs)],
            partitions_def=_PARTITIONS,
        )
        def step(_context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
            yield from ()

        yield step


def _judging(product: SyntheticProduct, specs: dict[str, dg.AssetSpec]) -> dg.AssetChecksDefinition:
    checks = [check for name in specs for check in _checks(name, specs)]

    @dg.multi_asset_check(name=f"{product.table}_checks", specs=checks)
    def judge() -> Iterator[dg.AssetCheckResult]:
        yield from ()

    return judge


def _checks(name: str, specs: dict[str, dg.AssetSpec]) -> list[dg.AssetCheckSpec]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                check, asset=specs[name].key, blocking=True, partitions_def=_PARTITIONS
            )
            for check in _CHECKS[name]
        ]
