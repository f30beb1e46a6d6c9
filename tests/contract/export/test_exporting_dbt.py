"""The `schema.yml` of dbt models, parsed and enforced by dbt itself."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from export_samples import AWKWARD

from mesh_assets.compute.database import open_run_database
from mesh_assets.compute.dbt import DbtBuildFailed, DbtProject
from mesh_assets.contract.duckdb_types import duckdb_type
from mesh_assets.contract.export.dbt_schema import export_dbt
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.settings import PROJECT, Settings

PRODUCTS = sorted((PROJECT / "mesh_assets" / "domains").glob("*/*/contract.odcs.yaml"))

SAFE = AWKWARD.replace(', "it\'s"', "")
"""The awkward contract without the one value that dbt cannot quote."""


def write_model(folder: Path, contract: Contract, query: str) -> None:
    model = folder / "models" / "shop" / contract.name
    model.mkdir(parents=True)
    (model / f"{contract.name}.sql").write_text(query)
    (model / "schema.yml").write_text(export_dbt(contract).text)


def row(contract: Contract, **values: str) -> str:
    """A SELECT of one row with the contract's types; null where no SQL is given."""
    columns = (
        f"CAST({values.get(c.name, 'NULL')} AS {duckdb_type(c)}) AS {quote_identifier(c.name)}"
        for c in contract.columns
    )
    return f"SELECT {', '.join(columns)}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A dbt project with a model for each contract, and two for the awkward one."""
    folder = tmp_path_factory.mktemp("exported")
    project = folder / "dbt_project"
    for contract in map(load_contract, PRODUCTS):
        write_model(project, contract, row(contract))
    for name in ("parcels", "broken", "retyped"):
        file = folder / f"{name}.odcs.yaml"
        file.write_text(SAFE.replace("name: parcels", f"name: {name}"))
        contract = load_contract(file)
        good = {
            "carrier": "'DHL'",
            "number": "1",
            "tracking code": "'abc'",
            "class": quote_literal('box "XL"'),
            "state": "'sent'",
            "weight": "1.5",
            "fragile": "false",
            "sent_at": "'2026-01-05T10:00:00Z'",
            "address": "{'city': 'Lyon', 'point': {'lat': 1, 'lon': 2}}",
            "items": "[{'sku': '1', 'price': 1.5, 'codes': ['a']}]",
        }
        if name == "broken":
            good["state"] = "'unknown'"
        query = row(contract, **good)
        if name == "retyped":
            query = query.replace("DECIMAL(9,3)", "DOUBLE")
        write_model(project, contract, query)
    for name in ("dbt_project.yml", "profiles.yml"):
        (project / name).write_text((PROJECT / "dbt_project" / name).read_text())
    return Settings(
        home=folder / "home",
        domains=folder / "domains",
        dbt_project=project,
        catalog_uri=f"sqlite:///{folder / 'catalog.db'}",
        warehouse=folder / "warehouse",
        memory_limit="400MB",
        threads=2,
    )


@pytest.fixture(scope="module")
def project(settings: Settings) -> DbtProject:
    return DbtProject(settings)


def test_dbt_parses_the_contract_of_each_product(project: DbtProject) -> None:
    index = project.prepared("shop")
    for contract in map(load_contract, PRODUCTS):
        output = index.product(contract.name).output
        assert [(c.name, c.data_type) for c in output.columns] == [
            (c.name, duckdb_type(c)) for c in contract.columns
        ]
        tests = {test.name for test in index.product(contract.name).tests}
        for column in contract.columns:
            if contract.primary_key == (column.name,):
                assert f"unique_{contract.name}_{column.name}" in tests


def test_dbt_builds_a_model_that_keeps_its_contract(
    settings: Settings, project: DbtProject
) -> None:
    with open_run_database(settings, "kept") as database:
        run = project.build(database, "shop", "parcels")
        assert run.output_built
        assert {one.status.value for one in run.results.values()} == {"success", "pass"}


def test_dbt_refuses_another_type(settings: Settings, project: DbtProject) -> None:
    with (
        open_run_database(settings, "retyped") as database,
        pytest.raises(DbtBuildFailed, match="weight"),
    ):
        project.build(database, "shop", "retyped")


def test_dbt_fails_a_value_that_is_not_allowed(settings: Settings, project: DbtProject) -> None:
    with open_run_database(settings, "broken") as database:
        run = project.build(database, "shop", "broken")
    names = {test.unique_id: test.name for test in run.models.tests}
    failed = {
        names[unique_id] for unique_id, one in run.results.items() if one.status.value == "fail"
    }
    assert len(failed) == 1
    assert failed.pop().startswith("accepted_values_broken_state")


def test_a_model_of_nulls_breaks_the_constraints(settings: Settings, project: DbtProject) -> None:
    with (
        open_run_database(settings, "nulls") as database,
        pytest.raises(DbtBuildFailed, match="NOT NULL"),
    ):
        project.build(database, "shop", "customer_orders")


def test_what_dbt_cannot_say_is_listed(awkward: Contract) -> None:
    left_out = {one.subject: one.why for one in export_dbt(awkward).left_out}
    assert "apostrophe" in left_out["class_known"]
    assert "other partitions" in left_out["primary_key.unique"]
    assert "state_known" not in left_out
    for rule in ("carrier.pattern", "address.city.required", "items.min_items", "no_heavy"):
        assert rule in left_out


def test_names_and_texts_that_dbt_would_misread_are_quoted(load: Callable[..., Contract]) -> None:
    contract = load(
        """
apiVersion: v3.1.0
kind: DataContract
id: odd
version: 1.0.0
status: active
schema:
  - name: odd
    description: "Costs {{ 1 / 0 }}."
    properties:
      - {name: order, logicalType: string, primaryKey: true, primaryKeyPosition: 1}
      - {name: line, logicalType: integer, primaryKey: true, primaryKeyPosition: 2}
"""
    )
    exported = export_dbt(contract)
    [model] = yaml.safe_load(exported.text)["models"]
    assert [column.get("quote", False) for column in model["columns"]] == [True, False]
    assert model["description"] == "{% raw %}Costs {{ 1 / 0 }}.{% endraw %}"
    assert "constraints" not in model
    assert "primary_key.unique" in {one.subject for one in exported.left_out}
