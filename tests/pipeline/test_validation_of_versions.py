"""What `mesh validate` finds in the entries of `versions`, and in the mappings that they name."""

import pytest
from consumers import PURCHASES, add_consumer
from major_versions import MAPPING, move_to_major_2

from mesh_assets.documents.document import scan_document
from mesh_assets.pipeline.validation.examination import VALIDATORS, problems_of
from mesh_assets.pipeline.validation.mappings import mapping_sql_problems
from mesh_assets.pipeline.validation.version_documents import version_documents


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


def test_without_a_mapping_a_model_has_to_be_there(declared):
    declared.rewrite("product.yaml", "    mapping: v1.sql\n", "")
    [found] = problems(declared)
    assert found.path == "versions[0].version"
    assert "there is no dbt model `purchases_v1`" in found.message


def entry_problems(mesh):
    """What the entry alone shows, without reading the models of the mesh."""
    [entry] = version_documents(scan_document(mesh.product_folder / "product.yaml"))
    own = [problem for validator in VALIDATORS for problem in validator(entry)]
    return [*own, *mapping_sql_problems(entry)]


def test_a_sound_entry_has_no_problem(declared):
    assert entry_problems(declared) == []


CHECKS = "    mapping: v1.sql\n    quality_checks: [{tool: soda, checks: soda.v1.yml}]\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        ("product.yaml", "contract.v1.", "contract.v0.", "versions[0].contract", "no file `contr"),
        ("product.yaml", "mapping: v1.sql", "mapping: v2.sql", "versions[0].mapping", "no file"),
        (
            "product.yaml",
            "    mapping: v1.sql\n",
            CHECKS,
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
    found = entry_problems(declared)
    [first, *_] = [each for each in found if words in each.message]
    assert first.path == place or not place


def test_a_mapping_may_not_read_past_the_current_version(declared):
    declared.rewrite("v1.sql", MAPPING, "select *\nfrom read_csv('x')\n")
    [found] = entry_problems(declared)
    assert (found.file.name, found.line) == ("v1.sql", 2)
