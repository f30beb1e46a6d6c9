"""One step of a run: the assets that it makes, and the checks that judge them.

What `dg.multi_asset` gives, without reading the signature and the annotations of a function that
is the same for every product: over many products, that is most of what loading them costs.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_duckdb import DuckDBResource

Results = Iterator[dg.MaterializeResult[None]]
Work = Callable[[dg.AssetExecutionContext, DuckDBResource], Results]

_UPSTREAM = dg.In(dg.Nothing)
_ASSET = dg.Out(dg.Nothing)
# Dagster makes up an output of type Nothing that did not arrive, and fails the step for any other.
_CHECK = dg.Out(Any)


def asset_step(
    name: str,
    specs: Sequence[dg.AssetSpec],
    check_specs: Sequence[dg.AssetCheckSpec],
    work: Work,
) -> dg.AssetsDefinition:
    """Assets that `work` makes together, never some of them alone.

    A run in which a check has no result fails. Raises dg.DagsterInvalidDefinitionError where two
    assets, or two checks of one asset, have the same name.
    """
    assets = {spec.key.to_python_identifier(): spec.key for spec in specs}
    checks = {check.get_python_identifier(): check for check in check_specs}
    outs = dict.fromkeys(assets, _ASSET) | dict.fromkeys(checks, _CHECK)
    if len(outs) < len(specs) + len(check_specs):
        named = ", ".join([*(str(spec.key) for spec in specs), *(str(c.key) for c in check_specs)])
        raise dg.DagsterInvalidDefinitionError(f"{name} has two outputs of one name: {named}")

    def compute(context: dg.AssetExecutionContext, _inputs: Mapping[str, Any]) -> Results:
        yield from work(context, context.resources.duckdb)

    upstream = _upstream(specs)
    return dg.AssetsDefinition(
        node_def=dg.OpDefinition(
            compute,
            name,
            ins=dict.fromkeys(upstream, _UPSTREAM),
            outs=outs,
            required_resource_keys={"duckdb"},
        ),
        keys_by_input_name=upstream,
        keys_by_output_name=assets,
        specs=specs,
        check_specs_by_output_name=checks,
    )


def _upstream(specs: Sequence[dg.AssetSpec]) -> dict[str, dg.AssetKey]:
    """What the step reads that it does not make."""
    made = {spec.key for spec in specs}
    read = {dependency.asset_key for spec in specs for dependency in spec.deps}
    return {key.to_python_identifier(): key for key in read - made}
