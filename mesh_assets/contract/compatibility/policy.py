"""The default policy: which kinds of changes need a new major version, and for whose sake.

To add an optional column, an allowed value or an output port is compatible. To remove or rename a
column, change a type, refuse a value or tighten an objective breaks.
"""

from collections.abc import Mapping
from types import MappingProxyType

from mesh_assets.contract.compatibility.judgement import Judgement
from mesh_assets.contract.compatibility.kinds import ChangeKind

_BREAKS_PRODUCER = {
    ChangeKind.REQUIRED_COLUMN_ADDED,
    ChangeKind.TYPE_NARROWED,
    ChangeKind.REQUIRED,
    ChangeKind.VALUE_REFUSED,
    ChangeKind.LIMIT_TIGHTENED,
    ChangeKind.RULE_ADDED,
    ChangeKind.OBJECTIVE_TIGHTENED,
}
_BREAKS_CONSUMERS = {
    ChangeKind.COLUMN_REMOVED,
    ChangeKind.CONTRACT_REMOVED,
    ChangeKind.OPTIONAL,
    ChangeKind.OUTPUT_PORT_REMOVED,
    ChangeKind.OUTPUT_PORT_CHANGED,
    ChangeKind.SUNSET_TOO_SOON,
    ChangeKind.SUNSET_EARLIER,
    ChangeKind.RETIRED_UNANNOUNCED,
}
_BREAKS_BOTH = {
    ChangeKind.COLUMN_RENAMED,
    ChangeKind.TYPE_CHANGED,
    ChangeKind.KEY_CHANGED,
    ChangeKind.PATTERN_CHANGED,
    ChangeKind.RULE_CHANGED,
    ChangeKind.PARTITIONS_CHANGED,
    ChangeKind.OBJECTIVE_CHANGED,
}

DEFAULT_POLICY: Mapping[ChangeKind, Judgement] = MappingProxyType(
    dict.fromkeys(ChangeKind, Judgement.COMPATIBLE)
    | dict.fromkeys(_BREAKS_PRODUCER, Judgement.BREAKS_PRODUCER)
    | dict.fromkeys(_BREAKS_CONSUMERS, Judgement.BREAKS_CONSUMERS)
    | dict.fromkeys(_BREAKS_BOTH, Judgement.BREAKS_BOTH)
)
