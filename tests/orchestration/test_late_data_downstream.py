"""Late rows reach their own day, and everything downstream of it, once."""

import dagster as dg
import pytest
from consumers import add_consumer
from small_mesh import purchases
from test_automation import Automation
from test_landing_sensor import requests, take_up


@pytest.mark.slow
def test_a_day_with_late_rows_and_its_consumer_run_once(small_mesh, tmp_path):
    small_mesh.rewrite("product.yaml", "refresh: hourly", "refresh: hourly\n    lateness: 3d")
    add_consumer(small_mesh, "daily")
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        automation = Automation(small_mesh, instance)
        automation.tick()
        automation.land("2026-01-05")
        assert automation.settle() == [("finance/daily", "2026-01-05")]
        late = purchases("2026-01-05", 2, first=1)
        small_mesh.land("2026-01-06", [*purchases("2026-01-06", first=600), *late])
        [arrived] = requests(small_mesh, instance)
        assert take_up(small_mesh, instance, arrived).success
        assert automation.settle() == [("finance/daily", "2026-01-06")]
        [again] = requests(small_mesh, instance)
        assert again.partition_key == "2026-01-05"
        assert take_up(small_mesh, instance, again).success
        assert automation.settle() == [("finance/daily", "2026-01-05")]
        assert requests(small_mesh, instance) == []
        told = small_mesh.installation.ledger.latest_publications("finance/daily")
        assert [(one.partition, one.evidence["mesh.received"]) for one in told] == [
            ("2026-01-05", "6"),
            ("2026-01-06", "4"),
        ]
