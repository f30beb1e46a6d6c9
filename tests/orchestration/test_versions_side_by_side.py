"""Two major versions as Dagster shows them: tags, descriptions, metadata, and runs of each."""

import dagster as dg
import pytest
from consumers import add_consumer
from major_versions import SUNSET, move_to_major_2
from small_mesh import purchases

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.orchestration.execution import execute_partition
from mesh_assets.product.mesh import load_mesh

DAY = "2026-01-05"
V1 = dg.AssetKey(["orders", "purchases_v1"])


@pytest.fixture
def mesh(small_mesh):
    move_to_major_2(small_mesh)
    add_consumer(small_mesh, "daily")
    small_mesh.land(DAY, purchases(DAY))
    return small_mesh


@pytest.fixture
def specs(mesh):
    """Of each location its own; what another one owns is only named there."""
    return {
        spec.key: spec
        for name in ("orders", "finance")
        for spec in domain_definitions(name, mesh.settings).resolve_all_asset_specs()
        if spec.key.path[0] == name
    }


def inside(key, name):
    return dg.AssetKey([*key.path, name])


def test_a_deprecated_version_says_so(specs):
    published = specs[V1]
    assert published.tags["mesh/lifecycle"] == "deprecated"
    assert f"is deprecated, and published until its sunset on {SUNSET}" in published.description
    assert published.metadata["lifecycle"].data["sunset"] == SUNSET
    assert published.code_version == "1.1.0"
    current = specs[dg.AssetKey(["orders", "purchases"])]
    assert "mesh/lifecycle" not in current.tags
    assert current.metadata["lifecycle"].data["deprecates"] == ["purchases.v1"]


def test_a_mapping_is_shown_as_what_it_is(specs):
    model = specs[inside(V1, "purchases_v1")]
    assert {"duckdb", "sql"} <= model.kinds
    assert "dbt" not in model.kinds
    assert model.metadata["file"] == "v1.sql"
    assert [dep.asset_key for dep in model.deps] == [inside(V1, "current")]
    current = specs[inside(V1, "current")]
    assert [dep.asset_key for dep in current.deps] == [dg.AssetKey(["orders", "purchases"])]


def test_a_consumer_depends_on_the_major_that_it_accepts_and_is_told(specs):
    port = specs[dg.AssetKey(["finance", "daily", "purchases"])]
    assert [dep.asset_key for dep in port.deps] == [V1]
    assert f"until its sunset on {SUNSET}" in port.description


def test_each_major_is_run_on_its_own_and_a_consumer_is_warned_in_its_log(mesh, tmp_path):
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        for identifier in ("orders/purchases", "orders/purchases-v1", "finance/daily"):
            product = load_mesh(mesh.settings.domains).product(identifier)
            definitions = domain_definitions(product.schema_name, mesh.settings)
            result = execute_partition(definitions, instance, product, DAY)
            assert result.success, identifier
        logged = [record.user_message for record in instance.all_logs(result.run_id)]
        assert any(f"until its sunset on {SUNSET}" in message for message in logged)
        event = instance.get_latest_materialization_event(inside(V1, "purchases_v1"))
        assert "from current" in event.asset_materialization.metadata["sql"].value
