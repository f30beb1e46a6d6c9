"""Landing files, a daemon, and nobody who starts a run."""

import dagster as dg
import pytest
from dagster._core.definitions.freshness import FreshnessState
from small_mesh import purchases

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1500)]

PURCHASES = dg.AssetKey(["orders", "purchases"])


def freshness(kept_fresh):
    records = kept_fresh.instance.get_freshness_state_records([PURCHASES])
    return records[PURCHASES].freshness_state if PURCHASES in records else None


def test_what_arrives_is_published_through_all_domains_and_a_bad_file_stops(kept_fresh):
    mesh = kept_fresh.mesh
    mesh.land("2026-01-05", purchases("2026-01-05", 4, first=500))
    mesh.land("2026-01-06", purchases("2026-01-06", 4, first=600, amount=900))
    kept_fresh.wait_until(lambda: kept_fresh.published("finance/overview"))
    assert kept_fresh.published("orders/purchases") == {"2026-01-05": 4}
    assert kept_fresh.published("finance/daily") == {"2026-01-05": 1}
    assert kept_fresh.runs("finance/daily") == {"2026-01-05": 1}
    assert kept_fresh.runs("orders/purchases") == {"2026-01-05": 1, "2026-01-06": 1}

    mesh.land("2026-01-06", purchases("2026-01-06", 6, first=600))
    kept_fresh.wait_until(lambda: "2026-01-06" in kept_fresh.published("finance/daily"))
    kept_fresh.wait_until(lambda: kept_fresh.runs("finance/overview").get("") == 2)
    assert kept_fresh.runs("finance/daily") == {"2026-01-05": 1, "2026-01-06": 1}


def test_freshness_fails_visibly_when_nobody_delivers(kept_fresh):
    kept_fresh.wait_until(lambda: freshness(kept_fresh) is FreshnessState.FAIL)
