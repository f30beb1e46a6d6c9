"""What a product's spec requires of a candidate, known before anything is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mesh_assets.gates import completeness, dbt, volume
from mesh_assets.gates.contract import GATE as CONTRACT
from mesh_assets.gates.soda.judging import GATE as SODA
from mesh_assets.gates.soda.reading import soda_checks
from mesh_assets.product.checks import (
    DbtCheck,
    GreatExpectationsCheck,
    Sensitivity,
    SodaCheck,
    VolumeCheck,
)
from mesh_assets.product.ports import FilesInput

if TYPE_CHECKING:
    from mesh_assets.compute.dbt.index import ProductModels
    from mesh_assets.contract.model import Contract
    from mesh_assets.product.product import DataProduct

GREAT_EXPECTATIONS = "great_expectations"


@dataclass(frozen=True, slots=True)
class RequiredVerdict:
    """A verdict without which nothing is published."""

    gate: str
    rule: str | None = None
    """None: at least one verdict of the gate, where its rules are not known beforehand."""
    remedy: str = ""
    """What to do when it is missing for a reason that is known."""

    @property
    def reason_if_missing(self) -> str:
        """The refusal in words."""
        subject = self.gate if self.rule is None else f"{self.gate}: {self.rule}"
        return f"{subject} gave no verdict{': ' * bool(self.remedy)}{self.remedy}"


def required_verdicts(
    product: "DataProduct", *, contract: "Contract | None", models: "ProductModels | None"
) -> tuple[RequiredVerdict, ...]:
    """List every verdict that publishing a partition of the product needs.

    Every file input port is complete; every rule of the output's contract, every dbt test and
    every Soda check is judged, and so is the volume where the spec asks for it. Without the
    contract or the models at hand, at least one verdict of their gates is needed.

    Raises DocumentError when a file of Soda checks cannot be read.
    """
    return (
        *_completeness(product),
        *_dbt(product, models),
        *_contract(product, contract),
        *_other_checks(product),
    )


def required_gates(product: "DataProduct") -> tuple[str, ...]:
    """Name the gates that a candidate of the product has to pass."""
    required = required_verdicts(product, contract=None, models=None)
    return tuple(dict.fromkeys(each.gate for each in required))


def volume_sensitivity(product: "DataProduct") -> Sensitivity | None:
    """Say how sensitive the volume gate is; None where the spec does not ask for it.

    A SodaCL file asks for it by an anomaly check of the row count.
    """
    for check in product.quality_checks:
        if isinstance(check, VolumeCheck):
            return check.sensitivity
    files = (each.checks for each in product.quality_checks if isinstance(each, SodaCheck))
    return "default" if any(soda_checks(product.folder / file).volume for file in files) else None


def _completeness(product: "DataProduct") -> Iterator[RequiredVerdict]:
    for port in product.input_ports:
        if isinstance(port, FilesInput):
            yield RequiredVerdict(completeness.GATE, port.name)


def _dbt(product: "DataProduct", models: "ProductModels | None") -> Iterator[RequiredVerdict]:
    tests = models.tests if models else ()
    yield from (RequiredVerdict(dbt.GATE, test.name) for test in tests)
    if not tests and any(isinstance(check, DbtCheck) for check in product.quality_checks):
        remedy = "its models have no tests; add one, or remove `tool: dbt`" if models else ""
        yield RequiredVerdict(dbt.GATE, remedy=remedy)


def _contract(product: "DataProduct", found: "Contract | None") -> Iterator[RequiredVerdict]:
    if found is not None:
        yield from (RequiredVerdict(CONTRACT, rule.name) for rule in found.rules)
    elif product.contract is not None:
        yield RequiredVerdict(CONTRACT)


def _other_checks(product: "DataProduct") -> Iterator[RequiredVerdict]:
    for check in product.quality_checks:
        if isinstance(check, SodaCheck):
            declared = soda_checks(product.folder / check.checks)
            yield from (RequiredVerdict(SODA, each.name) for each in declared.checks)
        elif isinstance(check, GreatExpectationsCheck):
            remedy = "this gate is not available yet; say the same in Soda checks or dbt tests"
            yield RequiredVerdict(GREAT_EXPECTATIONS, check.suite, remedy)
    if volume_sensitivity(product) is not None:
        yield RequiredVerdict(volume.GATE, volume.RULE)
