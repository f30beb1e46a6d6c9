"""The SQL that models come down to, compiled without any data."""

from mesh_assets.compute.dbt import CompiledModels, DbtProject
from mesh_assets.settings import Settings


def test_models_come_as_they_reach_the_database(shop: DbtProject, capfd) -> None:
    product = shop.compiled("orders").products["customer_orders"]
    models = {model.name: model for model in product.models}

    assert product.ports == {'"memory"."customer_orders"."orders"': "orders"}
    # The ephemeral model stands inside its reader.
    assert set(models) == {"stg_orders", "customer_orders"}
    assert models["stg_orders"].relation == '"memory"."main"."stg_orders"'
    assert 'from "memory"."customer_orders"."orders"' in models["stg_orders"].sql
    assert models["stg_orders"].mistake == ""
    assert capfd.readouterr().out == ""


def test_a_model_that_asks_for_data_has_no_sql_and_keeps_no_other_from_it(shop: DbtProject) -> None:
    products = shop.compiled("orders").products
    asking = next(m for m in products["customer_orders"].models if m.name == "customer_orders")

    assert asking.sql == ""
    assert 'Table with name "customer_orders.orders" does not exist' in asking.mistake
    assert all(model.sql for model in products["audited"].models)


def test_a_build_after_it_finds_the_models_as_they_were_parsed(
    shop: DbtProject, shop_settings: Settings
) -> None:
    before = shop.prepared("orders")
    compiled = shop.compiled("orders")

    assert DbtProject(shop_settings).prepared("orders") == before
    assert CompiledModels.from_json(compiled.as_json()) == compiled


def test_a_changed_model_is_compiled_again(settings_with) -> None:
    settings = settings_with({"models/sales/daily/daily.sql": "select 1 as id"})
    project = DbtProject(settings)
    [first] = project.compiled("sales").products["daily"].models
    (settings.dbt_project / "models/sales/daily/daily.sql").write_text("select 2 as number")
    [second] = project.compiled("sales").products["daily"].models

    assert (first.sql.strip(), second.sql.strip()) == ("select 1 as id", "select 2 as number")


def test_a_domain_without_models_has_none(settings_with) -> None:
    assert DbtProject(settings_with({})).compiled("sales").products == {}
