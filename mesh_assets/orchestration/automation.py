"""Kept fresh by itself: when a product is built again because another was published.

One condition a product, on its candidate, which depends on every product that is read; all that is
built in the same step goes with it, and the published asset follows. Only a publication
materializes the published asset of an upstream, so a refused partition moves nothing; its data
version is the digest of its content, so the same rows published again move nothing either.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import reduce
from operator import and_, or_
from typing import Any

import dagster as dg

from mesh_assets.orchestration.upstream import Upstream
from mesh_assets.product.lifecycle import Lifecycle

Condition = dg.AutomationCondition[Any]

_AC = dg.AutomationCondition
_SECONDS_BETWEEN_LOOKS = 30
_CRON_COMES_ROUND = timedelta(days=365)


def build_condition(
    upstream: Sequence[Upstream], landed: Iterable[dg.AssetKey], lifecycle: Lifecycle
) -> Condition | None:
    """Build what an update affects, once everything it is built from is there and at rest.

    `landed` are the product's own ports that are landing folders, which their sensor ingests. None
    for a product that reads no other, and for a version that is published no more.
    """
    if not upstream or lifecycle.has_ended(datetime.now(UTC)):
        return None
    # Handled is what was requested after it happened. Not what was built after it (Dagster's own
    # `since_last_handled`), because a run may have read its inputs before, and not what was
    # requested on the tick before it was seen.
    requested = _AC.newly_requested()
    trigger = _any_of(_trigger(each) for each in upstream)
    updated = trigger.since(requested & ~trigger)
    appeared = _AC.newly_missing().since(requested) & _AC.missing()
    keys = [each.key for each in upstream]
    at_rest = ~_any_dep(_AC.in_progress(), keys) & ~_AC.in_progress()
    there = _all_of([*map(_is_there, upstream), *map(_is_ingested, landed)])
    due = (updated | appeared) & there & at_rest
    for condition in _before_its_sunset(lifecycle):
        due &= condition
    return due.with_label("inputs_changed")


def publish_condition() -> Condition:
    """Publish in the run that builds the candidate."""
    return _AC.any_deps_match(_AC.will_be_requested()).with_label("candidate_built")


def automation_sensor(domain: str) -> dg.AutomationConditionSensorDefinition:
    """Evaluate the conditions of a domain's products; on as soon as the location is loaded."""
    return dg.AutomationConditionSensorDefinition(
        name=f"{domain}_automation",
        description=f"Builds products of {domain} again when what they read was published.",
        target=dg.AssetSelection.all(),
        # A run for each partition, as the sensors ask for them: one bad one stops itself alone.
        emit_backfills=False,
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=_SECONDS_BETWEEN_LOOKS,
        run_tags={"mesh/domain": domain},
    )


def _trigger(upstream: Upstream) -> Condition:
    """What makes partitions due: a publication, or the time at which the port is refreshed."""
    cadence = upstream.port.refresh.cadence if upstream.port.refresh else None
    if cadence is not None:
        return _AC.cron_tick_passed(cadence.cron) & _AC.in_latest_time_window()
    changed = _any_dep(_AC.data_version_changed(), [upstream.key])
    if upstream.is_snapshot and upstream.port.rebuilds == "latest":
        return changed & _AC.in_latest_time_window()
    return changed


def _before_its_sunset(lifecycle: Lifecycle) -> Iterator[Condition]:
    """Nothing is asked for once the sunset has come while the location stays loaded.

    Cron knows no years: one that is further away is seen when the location is loaded again.
    """
    end = lifecycle.ends_at
    if end is not None and end - datetime.now(UTC) < _CRON_COMES_ROUND:
        passed = _AC.cron_tick_passed(f"0 0 {end.day} {end.month} *")
        yield ~passed.since(_AC.initial_evaluation())


def _is_there(upstream: Upstream) -> Condition:
    if upstream.must_be_complete:
        return ~_any_dep(_AC.missing(), [upstream.key])
    return _any_dep(~_AC.missing(), [upstream.key])


def _is_ingested(port: dg.AssetKey) -> Condition:
    return ~_AC.asset_matches(port, _AC.missing())


def _any_dep(condition: Condition, keys: Sequence[dg.AssetKey]) -> Condition:
    return _AC.any_deps_match(condition).allow(dg.AssetSelection.assets(*keys))


def _any_of(conditions: Iterable[Condition]) -> Condition:
    return reduce(or_, conditions)


def _all_of(conditions: Iterable[Condition]) -> Condition:
    return reduce(and_, conditions)
