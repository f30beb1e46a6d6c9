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
from mesh_assets.compute.dbt.index import ModelTest
from mesh_assets.gates.requirements import volume_sensitivity
from mesh_assets.gates.soda import soda_checks
from mesh_assets.gates.verdict import Verdict
from mesh_assets.orchestration.keys import candidate_key, model_key, port_key
from mesh_assets.orchestration.metadata import measured_words, outcome_words, verdict_metadata
from mesh_assets.product.checks import SodaCheck
from mesh_assets.product.ports import InputPort, ProductInput
from mesh_assets.product.product import DataProduct

_WARN = dg.AssetCheckSeverity.WARN
_UNSAFE = re.compile(r"[^A-Za-z0-9_]+")
_MOST_TOLD = 5
"""Violated rules that a description names; all of them are in the check's table."""


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


def port_checks(product: DataProduct, port: InputPort) -> list[GateCheck]:
    """Completeness of one input port."""
    return [
        GateCheck(
            asset=port_key(product, port),
            name="accepted",
            description=_completeness(product, port),
            gate="completeness",
            rule=port.name,
        )
    ]


def _completeness(product: DataProduct, port: InputPort) -> str:
    if isinstance(port, ProductInput):
        return f"Whether {port.source.identifier} has published everything that is read of it."
    keeping = f"keep `{port.contract}`" if port.contract else "are accepted"
    promised = product.slo.completeness
    objective = f"the SLO is at least {promised}" if promised else "the SLO asks for no least share"
    return f"Share of the received records that {keeping}; {objective}."


def build_checks(product: DataProduct, models: ProductModels) -> list[GateCheck]:
    """Dbt's tests on the models; contract, Soda and volume on the candidate."""
    return [*_dbt_checks(product, models), *_candidate_checks(product)]


def _dbt_checks(product: DataProduct, models: ProductModels) -> list[GateCheck]:
    return [
        GateCheck(
            # A test of an input port alone judges what the candidate is built from.
            asset=model_key(product, test.model) if test.model else candidate_key(product),
            name=test.name,
            description=test.description or _where(test),
            gate="dbt",
            rule=test.name,
        )
        for test in models.tests
    ]


def _where(test: ModelTest) -> str:
    """What a test without a description judges, and where it is written."""
    subject = f"input port `{test.source}`" if test.source else f"model `{test.model}`"
    column = f"column `{test.column}` of " if test.column else ""
    return f"dbt test on {column}{subject}, expected {test.expected}. Written in `{test.file}`."


def _candidate_checks(product: DataProduct) -> list[GateCheck]:
    asset = candidate_key(product)
    described = f"Every rule of the output contract, `{product.contract}`, on the staged rows."
    checks = [GateCheck(asset, "contract", described, gate="contract")]
    for quality_check in product.quality_checks:
        if isinstance(quality_check, SodaCheck):
            found = soda_checks(product.folder / quality_check.checks)
            checks += [
                GateCheck(
                    asset,
                    _safe(f"soda_{check.name}"),
                    f"`{check.description}` Written in `{quality_check.checks}`.",
                    "soda",
                    check.name,
                )
                for check in found.checks
            ]
    sensitivity = volume_sensitivity(product)
    if sensitivity is not None:
        described = f"Rows against those of past publications, at {sensitivity} sensitivity."
        checks.append(GateCheck(asset, "volume", described, gate="volume"))
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
        description=_told(verdicts),
        metadata=verdict_metadata(verdicts),
    )


def _told(verdicts: Sequence[Verdict]) -> str:
    """What the list of past results says of each, without opening it."""
    if len(verdicts) == 1:
        return _measurement(verdicts[0])
    violated = [verdict for verdict in verdicts if not verdict.passed]
    if not violated:
        return f"all {len(verdicts)} rules kept"
    named = [f"{verdict.rule}: {_measurement(verdict)}" for verdict in violated[:_MOST_TOLD]]
    rest = len(violated) - len(named)
    return "; ".join([*named, f"and {rest} more"] if rest else named)


def _measurement(verdict: Verdict) -> str:
    # A rule that was not judged says so; a measurement speaks for itself.
    was_judged = verdict.measured is not None
    measured = f"measured {measured_words(verdict)}" if was_judged else outcome_words(verdict)
    expected = f", expected {verdict.expected}" if verdict.expected else ""
    detail = f" ({verdict.detail})" if verdict.detail else ""
    return measured + expected + detail


def _safe(name: str) -> str:
    return _UNSAFE.sub("_", name).strip("_")
