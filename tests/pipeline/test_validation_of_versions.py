"""What `mesh validate` finds in the entries of `versions`, and in the mappings that they name."""

import pytest
from consumers import PURCHASES, add_consumer
from major_versions import MAPPING, move_to_major_2

from mesh_assets.pipeline.validation.examination import problems_of


@pytest.fixture
def declared(small_mesh):
    move_to_major_2(small_mesh)
    return small_mesh


def problems(mesh):
    return problems_of([mesh.settings.domains], mesh.settings)


def test_two_majors_and_consumers_of_both_are_valid(declared):
    add_consumer(declared, "daily")
    newest = PURCHASES.replace("major: 1", "major: 2")
    model = "select created_at as day, 1 as purchases from {{ source('newest', 'purchases') }}"
    add_consumer(declared, "newest", ports=(newest,), model=model, domain="marketing")
    assert problems(declared) == []


def test_a_port_that_accepts_no_major_that_is_declared_is_told(declared):
    add_consumer(declared, "daily", ports=(PURCHASES.replace("major: 1", "major: 3"),))
    [found] = problems(declared)
    assert found.path == "input_ports[0: purchases].major"
    assert "accepts major 3 of orders/purchases, whose spec is at 2.0.0" in found.message


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        (
            "product.yaml",
            "contract.v1.odcs.yaml",
            "contract.v0.odcs.yaml",
            "versions[0].contract",
            "there is no file `contract.v0.odcs.yaml`",
        ),
        ("product.yaml", "mapping: v1.sql", "mapping: v2.sql", "versions[0].mapping", "no file"),
        (
            "product.yaml",
            "    mapping: v1.sql\n",
            "",
            "versions[0].version",
            "there is no dbt model `purchases_v1`",
        ),
        (
            "product.yaml",
            "    mapping: v1.sql\n",
            "    mapping: v1.sql\n    quality_checks: [{tool: soda, checks: soda.v1.yml}]\n",
            "versions[0].quality_checks[0: soda].checks",
            "there is no file `soda.v1.yml`",
        ),
        (
            "contract.v1.odcs.yaml",
            "version: 1.1.0",
            "version: 1.0.0",
            "version",
            "`version: 1.1.0`",
        ),
        ("contract.v1.odcs.yaml", "created_at, log", "made_at, log", "", "no column `created_at`"),
        ("v1.sql", "from current", "from main.landed", "", "`main.landed` is not what the current"),
        ("v1.sql", "select purchase_id as id", "select purchase_id as ident", "", "not give `id`"),
        ("v1.sql", "select purchase_id", "select purchase", "", "does not fit the current major"),
        ("v1.sql", "as id,", "as id, 1 as one,", "", "gives `one`"),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_where_it_is_written(
    declared, file, old, new, place, words
):
    declared.rewrite(file, old, new)
    found = problems(declared)
    matching = [each for each in found if words in each.message]
    assert matching, found
    if place:
        assert matching[0].path == place


def test_a_mapping_may_not_read_past_the_current_version(declared):
    declared.rewrite("v1.sql", MAPPING, "select *\nfrom read_csv('x')\n")
    [found] = problems(declared)
    assert (found.file.name, found.line) == ("v1.sql", 2)
