"""A synthetic product's assets and checks, written directly against Dagster."""

import warnings
from collections.abc import Iterable, Iterator

import dagster as dg

from benchmarks.synthetic_mesh import START

_PARTITIONS = dg.DailyPartitionsDefinition(START)


def spec_definitions(domain: str, tables: Iterable[str]) -> dg.Definitions:
    """Plain specs, and checks that are steps of their own."""
    products = [(table, _specs(domain, table)) for table in tables]
    return dg.Definitions(
        assets=[
            spec._replace(partitions_def=_PARTITIONS) for _, specs in products for spec in specs
        ],
        asset_checks=[_checks(table, specs) for table, specs in products],
    )


def asset_definitions(domain: str, tables: Iterable[str]) -> dg.Definitions:
    """Three steps a product: ingest; model and candidate; publish."""
    return dg.Definitions(
        assets=[step for table in tables for step in _steps(table, _specs(domain, table))],
        executor=dg.in_process_executor,
    )


def _specs(domain: str, table: str) -> list[dg.AssetSpec]:
    inside = [dg.AssetKey([domain, table, name]) for name in ("landed", table, "candidate")]
    keys = [*inside, dg.AssetKey([domain, table])]
    return [
        dg.AssetSpec(
            key,
            deps=[upstream] if upstream else [],
            description=f"Asset of {table}.",
            group_name=f"{domain}/{table}",
            owners=[f"{domain}@company.com"],
            tags={"mesh/domain": domain, "mesh/product": table},
            kinds={"duckdb"},
        )
        for key, upstream in zip(keys, [None, *keys], strict=False)
    ]


def _steps(table: str, specs: list[dg.AssetSpec]) -> Iterator[dg.AssetsDefinition]:
    landed, model, candidate, published = specs
    for name, made, checks in (
        ("landed", [landed], [_check("accepted", landed)]),
        (
            "build",
            [model, candidate],
            [
                _check(f"unique_{table}_id", model),
                _check("contract", candidate),
                _check("soda_row_count", candidate),
            ],
        ),
        ("published", [published], []),
    ):

        @dg.multi_asset(
            name=f"{table}_{name}",
            specs=made,
            check_specs=checks,
            partitions_def=_PARTITIONS,
        )
        def step(_context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult]:
            yield from ()

        yield step


def _checks(table: str, specs: list[dg.AssetSpec]) -> dg.AssetChecksDefinition:
    landed, model, candidate, _ = specs
    checks = [
        _check("accepted", landed),
        _check(f"unique_{table}_id", model),
        _check("contract", candidate),
        _check("soda_row_count", candidate),
    ]

    @dg.multi_asset_check(name=f"{table}_checks", specs=checks)
    def judge() -> Iterator[dg.AssetCheckResult]:
        yield from ()

    return judge


def _check(name: str, asset: dg.AssetSpec) -> dg.AssetCheckSpec:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return dg.AssetCheckSpec(name, asset=asset.key, blocking=True, partitions_def=_PARTITIONS)
