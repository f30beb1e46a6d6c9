"""The changes from one spec of a product to the next, as consumers see them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mesh_assets.contract.compatibility.change import Change
from mesh_assets.contract.compatibility.kinds import ChangeKind
from mesh_assets.product.types import Duration, Percentage

Spec = Mapping[str, Any]

_TOLD_APART = {
    *("name", "domain", "version", "slo", "partitions", "input_ports", "output_ports", "files"),
    *("lifecycle", "version_of"),
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
        *_file_changes(old, new),
    ]


def _file_changes(old: Spec, new: Spec) -> Iterator[Change]:
    for name in other_files(old, new):
        yield Change(ChangeKind.DECLARATION_CHANGED, f"`{name}` says something else", name)


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
            message = f"the SLO for {name} is new: {after}"
            yield Change(ChangeKind.OBJECTIVE_ADDED, message, name)
        elif after is None:
            message = f"the SLO for {name}, {before}, is no longer promised"
            yield Change(ChangeKind.OBJECTIVE_REMOVED, message, name)
        elif is_tighter(before, after):
            message = f"the SLO for {name} is tightened from {before} to {after}"
            yield Change(ChangeKind.OBJECTIVE_TIGHTENED, message, name)
        else:
            message = f"the SLO for {name} is loosened from {before} to {after}"
            yield Change(ChangeKind.OBJECTIVE_LOOSENED, message, name)


def _partition_changes(old: Spec | None, new: Spec | None) -> Iterator[Change]:
    before, after = _calendar(old), _calendar(new)
    if before != after:
        message = f"it is partitioned by {after}, and was by {before}"
        yield Change(ChangeKind.PARTITIONS_CHANGED, message)
    elif old != new and old and new:
        message = f"the first partition is that of {new['start']}, and was {old['start']}"
        yield Change(ChangeKind.FIRST_PARTITION_CHANGED, message)


def _calendar(partitions: Spec | None) -> str:
    if partitions is None:
        return "nothing"
    zone = partitions.get("zone", "UTC")
    return f"{partitions['every']} of `{partitions['by']}` in {zone}"


def _output_changes(old: Mapping[str, Spec], new: Mapping[str, Spec]) -> Iterator[Change]:
    for name, port in old.items():
        if name not in new:
            message = f"the output port `{name}` is removed"
            yield Change(ChangeKind.OUTPUT_PORT_REMOVED, message, name)
        elif _interface(port) != _interface(new[name]):
            message = f"the output port `{name}` is read in another way"
            yield Change(ChangeKind.OUTPUT_PORT_CHANGED, message, name)
        elif port != new[name]:
            message = f"the output port `{name}` is described otherwise"
            yield Change(ChangeKind.DESCRIPTION_CHANGED, message, name)
    for name in sorted(new.keys() - old.keys()):
        yield Change(ChangeKind.OUTPUT_PORT_ADDED, f"the output port `{name}` is new", name)


def _interface(port: Spec) -> Spec:
    return {key: value for key, value in port.items() if key != "description"}


def _input_changes(old: Mapping[str, Spec], new: Mapping[str, Spec]) -> Iterator[Change]:
    for name, port in old.items():
        if name not in new:
            message = f"the input port `{name}` is removed"
            yield Change(ChangeKind.INPUT_PORT_REMOVED, message, name)
        elif port != new[name]:
            message = f"the input port `{name}` is declared otherwise"
            yield Change(ChangeKind.INPUT_PORT_CHANGED, message, name)
    for name, port in new.items():
        if name not in old:
            message = f"the input port `{name}` is new: {port['source']}"
            yield Change(ChangeKind.INPUT_PORT_ADDED, message, name)


def _other_changes(old: Spec, new: Spec) -> Iterator[Change]:
    for key in sorted((old.keys() | new.keys()) - _TOLD_APART):
        if old.get(key) != new.get(key):
            is_text = key == "description"
            kind = ChangeKind.DESCRIPTION_CHANGED if is_text else ChangeKind.DECLARATION_CHANGED
            yield Change(kind, f"`{key}` says something else", key)


def _by_name(spec: Spec, key: str) -> dict[str, Spec]:
    return {port["name"]: port for port in spec.get(key, ())}
