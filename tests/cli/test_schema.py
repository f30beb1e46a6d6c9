"""`mesh schema`: the JSON Schema of the specs."""

import json

from mesh_assets.product.json_schema import json_schema


def test_the_schema_of_products_is_the_default(mesh):
    ended = mesh("schema")

    assert ended.status == 0
    assert json.loads(ended.out) == json_schema("product")
    assert json.loads(mesh("schema", "product").out) == json_schema("product")


def test_the_schema_of_domains(mesh):
    assert json.loads(mesh("schema", "domain").out) == json_schema("domain")


def test_another_kind_is_a_usage_error(mesh):
    ended = mesh("schema", "contract")

    assert ended.status == 2
    assert "'product', 'domain'" in ended.err
