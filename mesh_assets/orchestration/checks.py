"""Publish gates as Dagster's asset checks: partitioned and blocking.

Dagster calls `partitions_def` on a check a preview; without it the last result of any partition
would gate every partition. This is the only module that uses it.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dagster as dg

from mesh_assets.compute.dbt import ProductModels
from mesh_assets.gates.requirements import volume_sensitivity
from mesh_assets.gates.soda import soda_checks
from mesh_assets.gates.verdict import Verdict
from mesh_assets.orchestration.keys import candidate_key, model_key, port_key
from mesh_assets.orchestration.metadata import verdict_metadata
from mesh_assets.product.checks import SodaCheck
from mesh_assets.product.product import DataProduct

_WARN = dg.AssetCheckSeverity.WARN
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")


@dataclass(frozen=True, slots=True)
class GateCheck:
    """One Dagster check and the verdicts that decide it."""

    asset: dg.AssetKey
    name: str
    description: str
    gate: str
    rule: str | None = None
    """None: all the rules of the gate together."""

    def covers(self, verdict: Verdict) -> bool:
        """Whether the verdict belongs to this check."""
        return verdict.gate == self.gate and self.rule in {None, verdict.rule}


def port_checks(product: DataProduct) -> list[GateCheck]:
    """Completeness of every input port."""
    return [
        GateCheck(
            asset=port_key(product, port),
            name="accepted",
            description="Share of received records that keep their contract, against the SLO.",
            gate="completeness",
            rule=port.name,
        )
        for port in product.input_ports
    ]


def build_checks(product: DataProduct, models: ProductModels) -> list[GateCheck]:
    """Dbt's tests on the models; contract, Soda and volume on the candidate."""
    return [*_dbt_checks(product, models), *_candidate_checks(product)]


def _dbt_checks(product: DataProduct, models: ProductModels) -> list[GateCheck]:
    return [
        GateCheck(
            # A test of an input port alone judges what the candidate is built from.
            asset=model_key(product, test.model) if test.model else candidate_key(product),
            name=test.name,
            description=test.description or f"dbt test {test.name}",
            gate="dbt",
            rule=test.name,
        )
        for test in models.tests
    ]


def _candidate_checks(product: DataProduct) -> list[GateCheck]:
    asset = candidate_key(product)
    checks = [GateCheck(asset, "contract", "Every rule of the output contract.", gate="contract")]
    for quality_check in product.quality_checks:
        if isinstance(quality_check, SodaCheck):
            found = soda_checks(product.folder / quality_check.checks)
            checks += [
                GateCheck(asset, _safe(f"soda_{check.name}"), check.description, "soda", check.name)
                for check in found.checks
            ]
    if volume_sensitivity(product) is not None:
        description = "Rows against those of past publications."
        checks.append(GateCheck(asset, "volume", description, gate="volume"))
    return checks


def check_specs(
    checks: Iterable[GateCheck], partitions: dg.PartitionsDefinition[str] | None
) -> list[dg.AssetCheckSpec]:
    """Blocking checks, each with the partitions of its asset."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.PreviewWarning)
        return [
            dg.AssetCheckSpec(
                name=check.name,
                asset=check.asset,
                description=check.description,
                blocking=True,
                partitions_def=partitions,
            )
            for check in checks
        ]


def check_results(
    checks: Iterable[GateCheck], verdicts: Sequence[Verdict]
) -> list[dg.AssetCheckResult]:
    """One result for every check; a check without a verdict has failed."""
    return [_result(check, [v for v in verdicts if check.covers(v)]) for check in checks]


def _result(check: GateCheck, verdicts: Sequence[Verdict]) -> dg.AssetCheckResult:
    if not verdicts:
        return dg.AssetCheckResult(
            asset_key=check.asset,
            check_name=check.name,
            passed=False,
            description="No verdict arrived, and a missing verdict is a refusal.",
        )
    refused = any(verdict.refuses for verdict in verdicts)
    failed = [verdict for verdict in verdicts if not verdict.passed]
    return dg.AssetCheckResult(
        asset_key=check.asset,
        check_name=check.name,
        passed=not failed,
        severity=dg.AssetCheckSeverity.ERROR if refused or not failed else _WARN,
        description="; ".join(v.detail or v.rule for v in failed[:5]) or None,
        metadata=verdict_metadata(verdicts),
    )


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip("_")
