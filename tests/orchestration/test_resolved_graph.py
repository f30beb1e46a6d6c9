"""The graph that the platform derives from the specs of all domains, as Dagster resolves it."""

from dataclasses import replace

import dagster as dg
import pytest

from mesh_assets.orchestration.definitions import domain_definitions
from mesh_assets.product.graph import ProductGraph
from mesh_assets.product.mesh import load_mesh
from mesh_assets.product.names import snake_case
from mesh_assets.settings import load_settings

PUBLISHED = 2
"""Parts of a published asset's key: domain and table. What is inside a product has three."""


@pytest.fixture(scope="module")
def settings(home_of_models):
    return replace(
        load_settings(),
        home=home_of_models,
        catalog_uri=f"sqlite:///{home_of_models / 'catalog.db'}",
        warehouse=home_of_models / "warehouse",
    )


@pytest.fixture(scope="module")
def mesh(settings):
    return load_mesh(settings.domains)


@pytest.fixture(scope="module")
def locations(mesh, settings):
    """The definitions of every domain, each loaded alone."""
    return {
        domain.folder.name: domain_definitions(domain.folder.name, settings)
        for domain in mesh.domains
    }


def specs(definitions):
    """What a location makes; Dagster adds a stub for every asset of another that it reads."""
    own = definitions.resolve_asset_graph().materializable_asset_keys
    found = (spec for spec in definitions.resolve_all_asset_specs() if spec.key in own)
    return sorted(found, key=lambda spec: spec.key)


def described_asset(spec, graph):
    """What an asset has; what it lacks is not there."""
    told = {
        "deps": sorted(described_dependency(dep) for dep in spec.deps),
        "partitions": spec.partitions_def and repr(spec.partitions_def),
        "freshness": spec.freshness_policy and repr(spec.freshness_policy),
        "automation": described_condition(spec.automation_condition),
        "group": spec.group_name,
        "owners": ", ".join(spec.owners),
        "tags": ", ".join(
            f"{tag}={value}" if value else tag for tag, value in sorted(spec.tags.items())
        ),
        "checks": [
            described_check(graph.get(check)) for check in sorted(graph.get(spec.key).check_keys)
        ],
    }
    return {name: value for name, value in told.items() if value}


def described_dependency(dep):
    key = dep.asset_key.to_user_string()
    return f"{key} by {dep.partition_mapping}" if dep.partition_mapping else key


def described_check(check):
    told = [check.key.name, "blocking" if check.blocking else "open"]
    return ", ".join([*told, type(check.partitions_def).__name__] if check.partitions_def else told)


def described_condition(condition):
    """A condition as an expression of its operators."""
    if condition is None:
        return None
    name = condition.get_label() or condition.name
    children = ", ".join(described_condition(child) for child in condition.children)
    return f"{name}({children})" if children else name


def described_sensor(sensor):
    return {
        "type": sensor.sensor_type.value,
        "status": sensor.default_status.value,
        "seconds": sensor.minimum_interval_seconds,
        "run_tags": getattr(sensor, "run_tags", {}),
        "targets": str(sensor.asset_selection),
    }


def described_schedule(schedule):
    return {
        "cron": schedule.cron_schedule,
        "zone": schedule.execution_timezone,
        "status": schedule.default_status.value,
    }


def test_the_resolved_graph(locations, snapshot):
    """All that Dagster is told of every domain, so that no change of it goes unnoticed."""
    assert {
        name: {
            "assets": {
                spec.key.to_user_string(): described_asset(spec, definitions.resolve_asset_graph())
                for spec in specs(definitions)
            },
            "sensors": {
                sensor.name: described_sensor(sensor)
                for sensor in definitions.get_repository_def().sensor_defs
            },
            "schedules": {
                schedule.name: described_schedule(schedule)
                for schedule in definitions.get_repository_def().schedule_defs
            },
        }
        for name, definitions in locations.items()
    } == snapshot


def test_every_product_of_the_mesh_is_there(mesh, locations):
    published = {
        spec.key.to_user_string()
        for definitions in locations.values()
        for spec in specs(definitions)
        if len(spec.key.path) == PUBLISHED
    }
    assert published == {f"{one.schema_name}/{one.table_name}" for one in mesh.products}


def test_a_location_holds_its_own_domain_only(locations):
    for name, definitions in locations.items():
        assert {spec.key.path[0] for spec in specs(definitions)} <= {name}


def test_domains_depend_only_on_declared_published_assets_of_others(mesh, locations):
    graph = ProductGraph.of(mesh.products)
    for domain in mesh.domains:
        own = {spec.key for spec in specs(locations[domain.folder.name])}
        depended = {
            dep.asset_key for spec in specs(locations[domain.folder.name]) for dep in spec.deps
        }
        declared = {
            dg.AssetKey(snake_case(read).split("/"))
            for product in domain.products
            for read in graph.upstreams[product.identifier]
        }
        assert {len(key.path) for key in depended - own} <= {PUBLISHED}
        assert depended - own == declared - own


def test_what_is_depended_upon_exists(locations):
    known = {spec.key for definitions in locations.values() for spec in specs(definitions)}
    needed = {
        dep.asset_key
        for definitions in locations.values()
        for spec in specs(definitions)
        for dep in spec.deps
    }
    assert needed <= known


def test_products_depend_on_the_inside_of_no_other(locations):
    for definitions in locations.values():
        for spec in specs(definitions):
            inside = [dep.asset_key for dep in spec.deps if len(dep.asset_key.path) > PUBLISHED]
            assert {tuple(key.path[:PUBLISHED]) for key in inside} <= {
                tuple(spec.key.path[:PUBLISHED])
            }


def test_every_asset_is_in_the_group_of_its_product(locations):
    for definitions in locations.values():
        for spec in specs(definitions):
            assert spec.group_name == "/".join(spec.key.path[:PUBLISHED])


def test_every_asset_has_its_products_owner(mesh, locations):
    owners = {(one.schema_name, one.table_name): str(one.owner) for one in mesh.products}
    for definitions in locations.values():
        for spec in specs(definitions):
            assert list(spec.owners) == [owners[tuple(spec.key.path[:PUBLISHED])]]


def test_every_check_is_blocking_and_partitioned_like_its_asset(locations):
    judged = 0
    for definitions in locations.values():
        graph = definitions.resolve_asset_graph()
        for check in graph.asset_check_keys:
            node = graph.get(check)
            assert node.blocking, check
            assert node.partitions_def == graph.get(check.asset_key).partitions_def, check
            judged += 1
    assert judged


def test_a_promise_of_freshness_is_a_policy_of_the_published_asset_alone(mesh, locations):
    promised = {
        f"{one.schema_name}/{one.table_name}"
        for one in mesh.products
        if one.slo.freshness is not None
    }
    with_policy = {
        spec.key.to_user_string()
        for definitions in locations.values()
        for spec in specs(definitions)
        if spec.freshness_policy is not None
    }
    assert with_policy == promised


def test_runs_that_automation_asks_for_count_for_their_domain(locations):
    """Tags of assets are not tags of runs; without them the queue's limits would not hold."""
    for name, definitions in locations.items():
        for sensor in definitions.get_repository_def().sensor_defs:
            if isinstance(sensor, dg.AutomationConditionSensorDefinition):
                assert sensor.run_tags["mesh/domain"] == name


def test_everything_runs_without_a_click(locations):
    for definitions in locations.values():
        repository = definitions.get_repository_def()
        for one in [*repository.sensor_defs, *repository.schedule_defs]:
            assert one.default_status.value == "RUNNING", one.name
