"""`mesh validate` holds dbt models against the input ports, wherever a model reads past them."""

import pytest

from mesh_assets.pipeline.validation.examination import examine

SPEC = """\
name: NAME
domain: DOMAIN
owner: DOMAIN@company.com
version: 1.0.0
input_ports:
  - {name: landed, source: "files://landing/NAME", format: ndjson, contract: in.json}
"""
INPUT = '{"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "in", "type": "object", "properties": {"id": {"type": "string"}}}'  # noqa: E501


@pytest.fixture
def problems(small_mesh):
    """Validate the mesh, and give file, line, message and suggestion of each problem."""

    def validate(*paths):
        found = examine(paths or (small_mesh.settings.domains,), small_mesh.settings).problems
        return [(one.file.name, one.line, one.message, one.suggestion) for one in found]

    return validate


@pytest.fixture
def model(small_mesh):
    """Write a model of purchases, or of another product."""

    def write(text, name="purchases.sql", folder="orders/purchases"):
        file = small_mesh.settings.dbt_project / "models" / folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    return write


def add_product(small_mesh, model, domain, name):
    folder = small_mesh.settings.domains / domain / name
    folder.mkdir(parents=True)
    (small_mesh.settings.domains / domain / "domain.yaml").write_text(
        f"name: {domain}\nowner: {domain}@company.com\n"
    )
    (folder / "product.yaml").write_text(SPEC.replace("NAME", name).replace("DOMAIN", domain))
    (folder / "in.json").write_text(INPUT)
    model(f"select id from {{{{ source('{name}', 'landed') }}}}", f"{name}.sql", f"{domain}/{name}")
    model(
        f"sources:\n  - {{name: {name}, tables: [{{name: landed}}]}}",
        "sources.yml",
        f"{domain}/{name}",
    )


def test_sound_models_have_no_problem(problems):
    assert problems() == []


def test_what_a_model_reads_past_the_ports_is_found_all_at_once(small_mesh, model, problems):
    add_product(small_mesh, model, "payments", "ledger")
    model(
        "-- two lines\n"
        "{# ref('ledger') is only talked about #}\n"
        "select * from {{ source('purchases', 'landed') }}\n"
        "union all select * from {{ ref('ledger') }}\n"
        "union all select * from {{ source('ledger', 'landed') }}\n"
        "union all select * from {{ source('purchases', 'lended') }}\n"
    )
    [foreign_model, foreign_source, undeclared] = problems()

    assert foreign_model[:2] == ("purchases.sql", 4)
    assert "`ref('ledger')` is a model of payments/ledger" in foreign_model[2]
    assert "`source: product://payments/ledger`" in foreign_model[2]
    assert foreign_source[:2] == ("purchases.sql", 5)
    assert "`source('ledger', 'landed')` is no input port of orders/purchases" in foreign_source[2]
    assert foreign_source[3] == "source('purchases', 'landed')"
    assert undeclared[:2] == ("purchases.sql", 6)
    assert "orders/purchases declares no input port `lended`" in undeclared[2]
    assert undeclared[3] == "source('purchases', 'landed')"


def test_a_model_of_another_product_in_the_same_domain_is_foreign_too(small_mesh, model, problems):
    add_product(small_mesh, model, "orders", "refunds")
    model(
        "select * from {{ source('purchases', 'landed') }}\n"
        "union all select * from {{ ref('refunds') }}\n"
    )
    [(file, line, message, _)] = problems()

    assert (file, line) == ("purchases.sql", 2)
    assert "is a model of orders/refunds" in message


def test_what_only_dbt_can_see_is_found(small_mesh, model, problems):
    add_product(small_mesh, model, "orders", "refunds")
    model(
        "{% set other = 'refunds' %}\n"
        "select * from {{ source('purchases', 'landed') }}\n"
        "union all select * from {{ ref(other) }}\n"
    )
    [(file, line, message, _)] = problems()

    assert (file, line) == ("purchases.sql", 1)
    assert "`ref('refunds')` is a model of orders/refunds" in message


def test_a_port_that_no_model_reads_is_found_at_the_port(small_mesh, problems):
    small_mesh.rewrite(
        "product.yaml",
        "output_ports:",
        "  - {name: more, source: 'files://more', format: csv, contract: purchase.v1.json}\n"
        "  - {name: told, source: what the shop tells us}\n"
        "output_ports:",
    )
    [(file, line, message, _)] = problems()

    assert (file, line) == ("product.yaml", 14)
    assert "no dbt model reads the input port `more`" in message
    assert "`source('purchases', 'more')`" in message


def test_a_port_is_declared_even_where_its_source_is_not_understood(small_mesh, problems):
    small_mesh.rewrite("product.yaml", "files://landing", "files:/landing")
    [(file, _, message, suggestion)] = problems()

    assert (file, suggestion) == ("product.yaml", "files://landing/purchases")
    assert "is not a folder below" in message


def test_a_source_in_words_cannot_be_read(small_mesh, model, problems):
    small_mesh.rewrite(
        "product.yaml", "output_ports:", "  - {name: told, source: some words}\noutput_ports:"
    )
    model(
        "select * from {{ source('purchases', 'landed') }}\n"
        "union all select * from {{ source('purchases', 'told') }}\n"
    )
    [(file, line, message, suggestion)] = problems()

    assert (file, line, suggestion) == ("purchases.sql", 2, None)
    assert "the source of the input port `told` is in words, and nothing reads it" in message


def test_a_product_without_its_output_model_is_found(small_mesh, model, problems):
    (small_mesh.models / "purchases.sql").rename(small_mesh.models / "purchase.sql")
    (small_mesh.models / "schema.yml").write_text(
        "sources:\n  - {name: purchases, tables: [{name: landed}]}\n"
    )
    [(file, line, message, suggestion)] = problems()

    assert (file, line) == ("product.yaml", 1)
    assert "no dbt model `purchases`" in message
    assert "write dbt_project/models/orders/purchases/purchases.sql" in message
    assert suggestion == "purchase"


def test_an_ephemeral_output_is_found(small_mesh, model, problems):
    model(
        "{{ config(materialized='ephemeral') }} select * from {{ source('purchases', 'landed') }}"
    )
    (small_mesh.models / "schema.yml").write_text(
        "sources:\n  - {name: purchases, tables: [{name: landed}]}\n"
    )
    [(file, _, message, _)] = problems()

    assert file == "purchases.sql"
    assert "cannot be ephemeral" in message


@pytest.mark.parametrize(
    ("name", "text", "line", "words"),
    [
        (
            "purchases.sql",
            "select 1\nfrom {{ source('purchases', 'landed') \n",
            2,
            "unexpected end of template",
        ),
        (
            "schema.yml",
            "sources:\n  - {name: purchases, tables: [{name: landed}]}\nx: [\n",
            4,
            "Syntax error",
        ),
        (
            "purchases.sql",
            "select 1 from {{ source('purchases', 'landed') }}\njoin {{ ref('nothing') }}",
            2,
            "dbt knows no ref('nothing')",
        ),
    ],
)
def test_models_that_dbt_cannot_read_are_a_problem_at_their_file(
    model, problems, name, text, line, words
):
    model(text, name)
    [(file, at, message, _)] = problems()

    assert (file, at) == (name, line)
    assert words in message


def test_a_port_without_its_dbt_source_is_found_where_it_is_read(small_mesh, problems):
    schema = small_mesh.models / "schema.yml"
    schema.write_text(schema.read_text().replace("{name: landed}", "{name: arrived}"))
    [(file, line, message, _)] = problems()

    assert (file, line) == ("purchases.sql", 2)
    assert "dbt knows no source('purchases', 'landed')" in message
    assert "below `sources:`" in message


def test_one_product_is_checked_alone(small_mesh, model, problems):
    add_product(small_mesh, model, "payments", "ledger")
    model("select 1 from {{ source('ledger', 'gone') }}", "ledger.sql", "payments/ledger")

    assert problems(small_mesh.product_folder) == []
    assert [file for file, *_ in problems()] == ["ledger.sql"]


def test_a_dbt_project_that_is_not_there_is_a_problem(small_mesh, problems):
    (small_mesh.settings.dbt_project / "dbt_project.yml").unlink()

    assert "it has no dbt_project.yml" in problems()[-1][2]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("purchases", "`purchases` is also a dbt model of this product"),
        ("candidate", "`candidate` is what the platform calls the staged rows"),
    ],
)
def test_a_port_that_takes_another_name_is_found(small_mesh, model, problems, name, message):
    small_mesh.rewrite("product.yaml", "name: landed", f"name: {name}")
    model(f"select id, amount, email, created_at from {{{{ source('purchases', '{name}') }}}}")
    small_mesh.models.joinpath("schema.yml").write_text(
        f"sources:\n  - {{name: purchases, tables: [{{name: {name}}}]}}\n"
    )
    [(file, line, found, _)] = problems()
    assert (file, line) == ("product.yaml", 9)
    assert message in found
