"""Two major versions of one product: each in a table of its own, gated, published, taken back."""

import json

import pytest
from consumers import BY_DAY, PURCHASES, add_consumer
from major_versions import MAPPING, VERSIONS, move_to_major_2
from small_mesh import purchases

from mesh_assets.lakehouse.publication import publications
from mesh_assets.lakehouse.sweeping import sweep
from mesh_assets.pipeline import publish as publishing
from mesh_assets.pipeline.announce import announce
from mesh_assets.pipeline.attempt import attempt_publication
from mesh_assets.pipeline.audit import audit
from mesh_assets.pipeline.board import product_status
from mesh_assets.pipeline.build import build
from mesh_assets.pipeline.ingest import ingest
from mesh_assets.pipeline.planning.plan import Action, plan_mesh
from mesh_assets.pipeline.publish import publish as commit
from mesh_assets.pipeline.query import query_published
from mesh_assets.pipeline.rollback import rollback
from mesh_assets.pipeline.run import open_run
from mesh_assets.pipeline.stage import stage
from mesh_assets.pipeline.validation.examination import problems_of
from mesh_assets.product.mesh import load_mesh

V1, V2 = "orders/purchases-v1", "orders/purchases"
FIFTH, SIXTH = "2026-01-05", "2026-01-06"
READS_V2 = PURCHASES.replace("major: 1", "major: 2")


def land(mesh, day, **words):
    mesh.land(day, purchases(day, first=100 * int(day[-2:]), **words))


def attempt(mesh, identifier, key):
    product = load_mesh(mesh.settings.domains).product(identifier)
    partition = product.partitions.partition(key)
    return attempt_publication(mesh.installation, product, partition)


def publish(mesh, identifier, key):
    made = attempt(mesh, identifier, key)
    assert made.published, made.reasons
    return made


def rows(mesh, sql):
    return query_published(mesh.installation, sql).rows


def days(mesh, table):
    found = rows(mesh, f"select distinct created_at::date::varchar from {table} order by 1")
    return [day for (day,) in found]


@pytest.fixture
def moved(small_mesh):
    """The 5th is published as major 1; then major 2 is declared, and the 6th published as that."""
    for day in (FIFTH, SIXTH):
        land(small_mesh, day)
    add_consumer(small_mesh, "daily")
    publish(small_mesh, V2, FIFTH)
    publish(small_mesh, "finance/daily", FIFTH)
    move_to_major_2(small_mesh)
    publish(small_mesh, V2, SIXTH)
    return small_mesh


def test_each_major_version_has_a_table_of_its_own(moved):
    publish(moved, V1, SIXTH)
    assert days(moved, "orders.purchases") == [SIXTH]
    assert days(moved, "orders.purchases_v1") == [FIFTH, SIXTH]
    [(ids,)] = rows(moved, "select list(id order by id) from orders.purchases_v1")
    assert rows(moved, "select list(purchase_id order by 1) from orders.purchases") == [(ids[4:],)]
    assert "purchases_v2" not in str(moved.installation.lakehouse.table_names())


@pytest.mark.slow
def test_the_derived_version_is_built_from_what_is_published_and_says_so(moved):
    published = publish(moved, V1, SIXTH).publication
    [read] = json.loads(published.evidence["mesh.inputs"])
    current = moved.installation.lakehouse.table("orders.purchases").current_snapshot()
    assert (read["port"], read["table"]) == ("current", "orders.purchases")
    assert read["snapshot"] == str(current.snapshot_id)
    assert published.evidence["mesh.product"] == V1
    assert published.evidence["mesh.version"] == "1.1.0"
    assert published.evidence["mesh.gate.contract"].startswith("passed")


V1_MODEL = """\
select purchase_id as id, (amount + 1)::decimal(18, 2) as amount, email, created_at
from {{ source('purchases_v1', 'current') }}
"""
V1_SCHEMA = """\
version: 2
sources:
  - name: purchases_v1
    schema: purchases_v1
    tables: [{name: current}]
models:
  - name: purchases_v1
    config: {materialized: table}
    columns:
      - name: id
        data_tests: [not_null, no_bad_luck]
"""


@pytest.mark.slow
def test_without_a_mapping_dbt_models_and_their_tests_make_the_derived_version(moved):
    moved.rewrite("product.yaml", "    mapping: v1.sql\n", "    quality_checks: [{tool: dbt}]\n")
    models = moved.models.with_name("purchases_v1")
    models.mkdir()
    (models / "purchases_v1.sql").write_text(V1_MODEL)
    (models / "schema.yml").write_text(V1_SCHEMA)
    assert problems_of([moved.settings.domains], moved.settings) == []
    published = publish(moved, V1, SIXTH).publication
    [read] = json.loads(published.evidence["mesh.inputs"])
    assert (read["port"], read["table"]) == ("current", "orders.purchases")
    assert published.evidence["mesh.gate.dbt"].startswith("passed")
    assert days(moved, "orders.purchases_v1") == [FIFTH, SIXTH]

    land(moved, SIXTH, amount=9)
    publish(moved, V2, SIXTH)
    [reason] = attempt(moved, V1, SIXTH).reasons
    assert "no_bad_luck" in reason


def test_a_wrong_mapping_refuses_the_derived_version_alone(small_mesh):
    land(small_mesh, FIFTH)
    move_to_major_2(small_mesh, mapping=MAPPING.replace("as id,", "|| '!' as id, 2000 as amount,"))
    small_mesh.rewrite("v1.sql", "(purchase_id)", "(purchase_id, amount)")
    publish(small_mesh, V2, FIFTH)
    refused = attempt(small_mesh, V1, FIFTH)
    assert any("amount.maximum failed" in reason for reason in refused.reasons), refused.reasons
    assert days(small_mesh, "orders.purchases") == [FIFTH]
    assert days(small_mesh, "orders.purchases_v1") == []


def test_nothing_of_the_old_major_is_touched_before_the_new_one_passed_its_gates(small_mesh):
    land(small_mesh, FIFTH)
    publish(small_mesh, V2, FIFTH)
    before = small_mesh.installation.lakehouse.table("orders.purchases").metadata_location
    move_to_major_2(small_mesh)
    small_mesh.rewrite("soda.yml", "<= 500", "<= 5")
    assert attempt(small_mesh, V2, FIFTH).reasons
    table = small_mesh.installation.lakehouse.table("orders.purchases")
    assert table.metadata_location == before
    [old] = small_mesh.installation.ledger.latest_publications(V2)
    assert old.evidence["mesh.version"] == "1.0.0"
    [reason] = attempt(small_mesh, V1, FIFTH).reasons
    assert "version 1.0.0 is published, and the port accepts major 2" in reason


def test_consumers_of_both_majors_read_each_its_own(moved):
    by_day = BY_DAY.replace("daily", "newest").replace("count(*)", "count(purchase_id)")
    add_consumer(moved, "newest", ports=(READS_V2,), model=by_day, domain="marketing")
    publish(moved, V1, SIXTH)
    told = publish(moved, "finance/daily", SIXTH).publication
    assert json.loads(told.evidence["mesh.inputs"])[0]["table"] == "orders.purchases_v1"
    told = publish(moved, "marketing/newest", SIXTH).publication
    assert json.loads(told.evidence["mesh.inputs"])[0]["table"] == "orders.purchases"
    [reason] = attempt(moved, "marketing/newest", FIFTH).reasons
    assert "nothing is published of its partition 2026-01-05" in reason


def test_the_history_of_the_old_major_stays_whole(moved):
    """Its records, its evidence and its verdicts follow it, and a rollback mixes no majors."""
    ledger = moved.installation.ledger
    [old] = ledger.latest_publications(V1)
    assert (old.table_name, old.partition) == ("orders.purchases_v1", FIFTH)
    [kept] = publications(moved.installation.lakehouse, "orders.purchases_v1")
    assert kept.snapshot_id == old.snapshot_id
    assert ledger.latest_candidates(V1, FIFTH)[0].id == old.candidate
    assert ledger.verdicts(old.candidate)
    assert [each.partition for each in ledger.latest_publications(V2)] == [SIXTH]
    product = load_mesh(moved.settings.domains).product(V2)
    with open_run(moved.installation, product, product.partitions.partition(SIXTH)) as run:
        rollback(run)
    assert days(moved, "orders.purchases") == []
    assert days(moved, "orders.purchases_v1") == [FIFTH]
    states = product_status(moved.installation, product).partitions
    assert [(each.partition, each.state) for each in states if each.published_at] == [
        (SIXTH, "rolled back")
    ]


@pytest.mark.slow
def test_an_old_version_with_ports_of_its_own_goes_on_in_its_table_until_the_move(small_mesh):
    own = VERSIONS.replace(
        "    mapping: v1.sql\n",
        "    input_ports: [{name: landed, source: files://landing/purchases, format: ndjson, "
        "contract: purchase.v1.json}]\n",
    )
    for day in (FIFTH, SIXTH):
        land(small_mesh, day)
    publish(small_mesh, V2, FIFTH)
    models = small_mesh.models.with_name("purchases_v1")
    models.mkdir()
    for file in small_mesh.models.iterdir():
        text = file.read_text().replace("purchases", "purchases_v1")
        (models / file.name.replace("purchases", "purchases_v1")).write_text(text)
    move_to_major_2(small_mesh, versions=own)
    publish(small_mesh, V1, SIXTH)
    assert days(small_mesh, "orders.purchases") == [FIFTH, SIXTH]
    publish(small_mesh, V2, SIXTH)
    assert days(small_mesh, "orders.purchases_v1") == [FIFTH, SIXTH]
    assert days(small_mesh, "orders.purchases") == [SIXTH]
    land(small_mesh, FIFTH, count=6)
    publish(small_mesh, V1, FIFTH)
    assert rows(small_mesh, "select count(*) from orders.purchases_v1") == [(10,)]


@pytest.fixture
def sixth_at_once(small_mesh):
    """The run of the 6th as major 2, beside which the 5th is published first and takes the name."""
    for day in (FIFTH, SIXTH):
        land(small_mesh, day)
    publish(small_mesh, V2, FIFTH)
    move_to_major_2(small_mesh)
    product = small_mesh.product()
    with open_run(small_mesh.installation, product, product.partitions.partition(SIXTH)) as run:
        yield run


def staged(run):
    records = [ingest(run, port).record for port in run.product.input_ports]
    return build(run, records), stage(run, records).candidate


def assert_both_days_are_published(mesh):
    assert days(mesh, "orders.purchases") == [FIFTH, SIXTH]
    published = mesh.installation.ledger.latest_publications(V2)
    assert {each.table_name for each in published} == {"orders.purchases"}
    assert len(published) == len([FIFTH, SIXTH])


@pytest.mark.parametrize("is_audited_before", [True, False])
def test_a_candidate_of_the_new_major_outlives_the_move(
    small_mesh, sixth_at_once, is_audited_before
):
    built, candidate = staged(sixth_at_once)
    if is_audited_before:
        audit(sixth_at_once, candidate, built)
    publish(small_mesh, V2, FIFTH)
    if not is_audited_before:
        audit(sixth_at_once, candidate, built)
    commit(sixth_at_once)
    announce(sixth_at_once)
    assert_both_days_are_published(small_mesh)


def test_a_table_may_be_renamed_while_it_is_published_to(small_mesh, sixth_at_once, monkeypatch):
    built, candidate = staged(sixth_at_once)
    audit(sixth_at_once, candidate, built)
    load = publishing.load_candidate

    def load_later(lakehouse, home, candidate_id):
        monkeypatch.undo()
        publish(small_mesh, V2, FIFTH)
        return load(lakehouse, home, candidate_id)

    monkeypatch.setattr(publishing, "load_candidate", load_later)
    commit(sixth_at_once)
    announce(sixth_at_once)
    assert_both_days_are_published(small_mesh)


@pytest.mark.slow
def test_going_back_to_the_old_major_exchanges_the_tables_again(moved):
    spec = moved.product_folder / "product.yaml"
    text = spec.read_text().replace(VERSIONS, "").replace("version: 2.0.0", "version: 1.2.0")
    spec.write_text(text.replace("contract.odcs.yaml", "contract.v1.odcs.yaml"))
    moved.rewrite("contract.v1.odcs.yaml", "version: 1.1.0", "version: 1.2.0")
    moved.rewrite("soda.yml", "purchase_id", "id")
    model = moved.models / "purchases.sql"
    model.write_text(model.read_text().replace("id as purchase_id", "id"))
    tests = moved.models / "schema.yml"
    tests.write_text(tests.read_text().replace("name: purchase_id", "name: id"))
    publish(moved, V2, SIXTH)
    assert days(moved, "orders.purchases") == [FIFTH, SIXTH]
    assert days(moved, "orders.purchases_v2") == [SIXTH]
    ledger = moved.installation.ledger
    assert [each.partition for each in ledger.latest_publications(V2)] == [FIFTH, SIXTH]
    assert [each.partition for each in ledger.latest_publications(f"{V2}-v2")] == [SIXTH]


@pytest.mark.slow
def test_tables_keep_their_folders_and_none_is_given_twice(moved):
    lakehouse = moved.installation.lakehouse
    folder = lakehouse.folder("orders.purchases_v1")
    assert folder == lakehouse.location("orders.purchases")
    assert sweep(lakehouse, "orders.purchases_v1") == []
    lakehouse.catalog.rename_table("orders.purchases", "orders.elsewhere")
    land(moved, FIFTH)
    publish(moved, V2, FIFTH)
    assert lakehouse.folder("orders.purchases") not in {
        folder,
        lakehouse.folder("orders.elsewhere"),
    }


@pytest.mark.slow
def test_the_plan_says_what_moves_and_whom_it_leaves_behind(small_mesh):
    land(small_mesh, FIFTH)
    add_consumer(small_mesh, "daily")
    publish(small_mesh, V2, FIFTH)
    move_to_major_2(small_mesh)
    planned = {each.product: each for each in _plan(small_mesh).products}
    assert planned[V2].published == "1.0.0"
    assert planned[V2].refusal is None
    assert planned[V2].left_behind == ()
    assert (planned[V1].action, planned[V1].published) == (Action.CHANGE, "1.0.0")
    assert planned[V1].consumers == ("finance/daily",)
    assert planned[V1].refusal is None
    publish(small_mesh, V2, FIFTH)
    small_mesh.rewrite("product.yaml", VERSIONS, "")
    planned = {each.product: each for each in _plan(small_mesh).products}
    assert planned[V1].action is Action.REMOVE
    assert "finance/daily still reads it" in planned[V1].refusal


def _plan(mesh):
    return plan_mesh(mesh.installation, load_mesh(mesh.settings.domains))
