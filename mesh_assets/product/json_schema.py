"""The JSON Schema of the language, for editors and for everyone who has no Python."""

from typing import Any, Literal

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from mesh_assets.product.consumer import ConsumerContract
from mesh_assets.product.declaration import Declaration
from mesh_assets.product.domain import DomainDeclaration
from mesh_assets.product.product import DataProduct

Kind = Literal["product", "domain", "consumer"]

_MODELS: dict[Kind, type[Declaration]] = {
    "product": DataProduct,
    "domain": DomainDeclaration,
    "consumer": ConsumerContract,
}
KINDS: tuple[Kind, ...] = tuple(_MODELS)


def json_schema(kind: Kind) -> dict[str, Any]:
    """Give the schema (draft 2020-12) of product.yaml, domain.yaml or a consumer contract.

    It accepts whatever the loader accepts. The loader alone knows the calendar and the rules
    between keys, such as that no two ports share a name.
    """
    return declaration_schema(_MODELS[kind])


def declaration_schema(model: type[Declaration]) -> dict[str, Any]:
    """Give the schema (draft 2020-12) of a file that declares something."""
    schema = model.model_json_schema(schema_generator=_PlainSchema)
    return {"$schema": GenerateJsonSchema.schema_dialect, **schema}


class _PlainSchema(GenerateJsonSchema):
    """Only what JSON Schema defines, and no titles that repeat the keys."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002
        """Leave the titles of keys out: an editor shows the key and its description."""
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Leave out null: what is optional may be absent, and is not written empty."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Leave out defaults of null for the same reason."""
        described = super().default_schema(schema)
        if described.get("default", ...) is None:
            del described["default"]
        return described

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        """Leave out `discriminator`, which is a keyword of OpenAPI."""
        alternatives = super().tagged_union_schema(schema)
        alternatives.pop("discriminator", None)
        return alternatives
