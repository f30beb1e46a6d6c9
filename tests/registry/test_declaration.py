"""`registry.yaml`: what it may say, and how its mistakes are told."""

import json

import jsonschema
import pytest

from mesh_assets.contract.compatibility.modes import Mode
from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.product.json_schema import declaration_schema
from mesh_assets.registry.declaration import RegistryDeclaration, load_registry_rules
from mesh_assets.settings import PROJECT

SEED = """\
registry:
  provider: confluent
  compatibility: BACKWARD
  review:
    required: true
    approvers: ["platform@company.com", "governance@company.com"]
"""


@pytest.fixture
def load(tmp_path):
    def load(text):
        file = tmp_path / "registry.yaml"
        file.write_text(text)
        return load_registry_rules(file)

    return load


def problems(load, text):
    with pytest.raises(DocumentError) as error:
        load(text)
    return [(each.line, each.path, each.message) for each in error.value.problems]


def test_the_seeds_rules_are_read_as_they_are_written(load):
    rules = load(SEED)

    assert rules.level("orders-value") is Mode.BACKWARD
    assert rules.review.required
    assert rules.review.approvers == ("platform@company.com", "governance@company.com")
    assert rules.url is None


def test_a_subject_has_rules_of_its_own(load):
    rules = load(f"{SEED}  subjects:\n    orders-value: {{compatibility: FULL_TRANSITIVE}}\n")

    assert rules.level("orders-value") is Mode.FULL_TRANSITIVE
    assert rules.level("other-value") is Mode.BACKWARD


def test_all_mistakes_are_told_with_their_places(load):
    text = (
        SEED.replace("compatibility: BACKWARD", "compatability: BACKWARD")
        .replace("provider: confluent", "provider: confluence")
        .replace("governance@company.com", "platform@company.com")
    )
    with pytest.raises(DocumentError) as error:
        load(text)

    told = str(error.value)
    assert "registry.yaml:2:13: registry.provider: `confluence` is not allowed here" in told
    assert "registry.yaml:3:3: registry.compatability: the key `compatability` is not known" in told
    assert "did you mean `compatibility`?" in told
    assert "registry.yaml:6:" in told
    assert "the approver `platform@company.com` stands above already" in told


def test_a_review_needs_somebody_who_reviews(load):
    [(line, path, message)] = problems(
        load, "registry: {provider: confluent, review: {required: true}}"
    )
    assert (line, path) == (1, "registry.review.required")
    assert message == "a review is required, and nobody is named who approves"


@pytest.mark.parametrize("url", ["ftp://host", "http://user:secret@host:8081", "host:8081"])
def test_an_address_is_one_of_http_and_has_no_credentials(load, url):
    [(_, path, _)] = problems(load, f"registry: {{provider: confluent, url: '{url}'}}")
    assert path == "registry.url"


def test_without_the_file_nothing_is_assumed(tmp_path):
    with pytest.raises(DocumentError, match="the file does not exist"):
        load_registry_rules(tmp_path / "registry.yaml")


def test_the_file_for_editors_is_up_to_date():
    file = PROJECT / "docs" / "schema" / "registry.schema.json"
    assert json.loads(file.read_text()) == declaration_schema(RegistryDeclaration), (
        "run: mesh schema registry > docs/schema/registry.schema.json"
    )


def test_the_schema_accepts_what_the_loader_accepts(load, tmp_path):
    schema = declaration_schema(RegistryDeclaration)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    assert load_registry_rules(PROJECT / "registry.yaml").review.required
    for text in ((PROJECT / "registry.yaml").read_text(), SEED):
        (tmp_path / "spec.yaml").write_text(text)
        assert validator.is_valid(read_document(tmp_path / "spec.yaml").data)
    (tmp_path / "spec.yaml").write_text(SEED.replace("provider", "provider_"))
    assert not validator.is_valid(read_document(tmp_path / "spec.yaml").data)
