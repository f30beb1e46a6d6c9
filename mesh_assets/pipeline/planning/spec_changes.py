"""The changes from one spec of a product to the next, as consumers see them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mesh_assets.contract.compatibility import Change
from mesh_assets.product.types import Duration, Percentage

Spec = Mapping[str, Any]

_TOLD_APART = {
    *("name", "domain", "version", "slo", "partitions", "input_ports", "output_ports", "files")
}
"""Keys that never change in a product, and those whose parts are compared."""

_TIGHTER: Mapping[str, Callable[[str, str], bool]] = {
    "freshness": lambda old, new: Duration.parse(new) < Duration.parse(old),
    "completeness": lambda old, new: Percentage.parse(new) > Percentage.parse(old),
    "accuracy": lambda old, new: Percentage.parse(new) > Percentage.parse(old),
    "availability": lambda old, new: Percentage.parse(new) > Percentage.parse(old),
}


def spec_changes(old: Spec, new: Spec) -> list[Change]:
    """List the changes; both specs are given as they are written, without defaults."""
    return [
        *_objective_changes(old.get("slo", {}), new.get("slo", {})),
        *_partition_changes(old.get("partitions"), new.get("partitions")),
        *_output_changes(_by_name(old, "output_ports"), _by_name(new, "output_ports")),
        *_input_changes(_by_name(old, "input_ports"), _by_name(new, "input_ports")),
        *_other_changes(old, new),
        *(Change(f"`{name}` says something else") for name in other_files(old, new)),
    ]


def other_files(old: Spec, new: Spec) -> list[str]:
    """List the files named by both specs that judge otherwise; of older specs none is known."""
    before, after = old.get("files", {}), new.get("files", {})
    return [name for name in before if name in after and before[name] != after[name]]


def _objective_changes(old: Spec, new: Spec) -> Iterator[Change]:
    for name, is_tighter in _TIGHTER.items():
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is None:
            yield Change(f"the SLO for {name} is new: {after}")
        elif after is None:
            yield Change(f"the SLO for {name}, {before}, is no longer promised")
        else:
            tighter = is_tighter(before, after)
            word = "tightened" if tighter else "loosened"
            yield Change(f"the SLO for {name} is {word} from {before} to {after}", breaks=tighter)


def _partition_changes(old: Spec | None, new: Spec | None) -> Iterator[Change]:
    before, after = _calendar(old), _calendar(new)
    if before != after:
        yield Change(f"it is partitioned by {after}, and was by {before}", breaks=True)
    elif old != new and old and new:
        yield Change(f"the first partition is that of {new['start']}, and was {old['start']}")


def _calendar(partitions: Spec | None) -> str:
    if partitions is None:
        return "nothing"
    zone = partitions.get("zone", "UTC")
    return f"{partitions['every']} of `{partitions['by']}` in {zone}"


def _output_changes(old: Mapping[str, Spec], new: Mapping[str, Spec]) -> Iterator[Change]:
    for name, port in old.items():
        if name not in new:
            yield Change(f"the output port `{name}` is removed", breaks=True)
        elif _interface(port) != _interface(new[name]):
            yield Change(f"the output port `{name}` is read in another way", breaks=True)
    for name in new.keys() - old.keys():
        yield Change(f"the output port `{name}` is new")


def _interface(port: Spec) -> Spec:
    return {key: value for key, value in port.items() if key != "description"}


def _input_changes(old: Mapping[str, Spec], new: Mapping[str, Spec]) -> Iterator[Change]:
    for name, port in old.items():
        if name not in new:
            yield Change(f"the input port `{name}` is removed")
        elif port != new[name]:
            yield Change(f"the input port `{name}` is declared otherwise")
    for name, port in new.items():
        if name not in old:
            yield Change(f"the input port `{name}` is new: {port['source']}")


def _other_changes(old: Spec, new: Spec) -> Iterator[Change]:
    for key in sorted((old.keys() | new.keys()) - _TOLD_APART):
        if old.get(key) != new.get(key):
            yield Change(f"`{key}` says something else")


def _by_name(spec: Spec, key: str) -> dict[str, Spec]:
    return {port["name"]: port for port in spec.get(key, ())}
