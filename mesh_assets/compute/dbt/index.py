"""What dbt knows of a domain's models, in a form that is read without importing dbt.

Code locations and gates read it: the one to declare assets and checks, the other to know which
test results have to be there.
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mesh_assets.compute.dbt.errors import DbtModelsInvalid
from mesh_assets.contract.rule import Severity
from mesh_assets.documents.suggestion import suggest


@dataclass(frozen=True, slots=True)
class ModelColumn:
    """A column as schema.yml describes it."""

    name: str
    description: str
    data_type: str | None


@dataclass(frozen=True, slots=True)
class Model:
    """One dbt model of a product."""

    unique_id: str
    name: str
    description: str
    file: str
    """Its path inside the dbt project."""
    materialized: str
    columns: tuple[ModelColumn, ...]
    refs: tuple[str, ...]
    """Names of the product's models that it reads."""
    sources: tuple[str, ...]
    """Names of the product's input ports that it reads, as table names."""
    foreign: tuple[str, ...]
    """What it reads outside its product, which the mesh forbids: `model payments.ledger`."""

    @property
    def has_result(self) -> bool:
        """Whether dbt reports a result for it; ephemeral models live inside their readers."""
        return self.materialized != "ephemeral"


@dataclass(frozen=True, slots=True)
class ModelTest:
    """One dbt test of a product: a generic, a singular or a unit test."""

    unique_id: str
    name: str
    """Unique in its product, made of letters, digits and `_`: a rule and a check are named so."""
    model: str | None
    """The model it judges; None when it judges only an input port."""
    source: str | None
    """The input port's table name when it judges only that."""
    column: str | None
    severity: Severity
    expected: str
    """The limit in words, such as `= 0 failures`."""
    description: str
    file: str


@dataclass(frozen=True, slots=True)
class ProductModels:
    """The models and tests in `models/<domain>/<product_table>/`."""

    domain: str
    product_table: str
    models: tuple[Model, ...]
    tests: tuple[ModelTest, ...]

    @property
    def folder(self) -> str:
        """Where the models lie inside the dbt project."""
        return f"models/{self.domain}/{self.product_table}"

    @property
    def output(self) -> Model:
        """The model that becomes the published table; raises DbtModelsInvalid without one."""
        for model in self.models:
            if model.name == self.product_table:
                return model
        found = ", ".join(model.name for model in self.models)
        raise DbtModelsInvalid(
            f"{self.folder}/ has no model named '{self.product_table}', which is what product "
            f"{self.domain}/{self.product_table.replace('_', '-')} publishes; it has {found}."
        )

    def verify(self) -> None:
        """Raise DbtModelsInvalid unless the models keep to their product and give its output."""
        foreign = [
            f"  {model.file} reads {name}" for model in self.models for name in model.foreign
        ]
        if foreign:
            remedy = (
                "Declare it as an input port in product.yaml, and read it as "
                f"{{{{ source('{self.product_table}', '<input port>') }}}}."
            )
            raise DbtModelsInvalid(
                "\n".join([f"{self.folder}/ reads what is not its own:", *foreign, remedy])
            )
        if not self.output.has_result:
            raise DbtModelsInvalid(
                f"{self.output.file} is ephemeral, so there is nothing to publish; "
                "materialize it as a table or a view."
            )


@dataclass(frozen=True, slots=True)
class DbtManifestIndex:
    """The dbt models of one domain, as of one state of its files."""

    domain: str
    fingerprint: str
    """SHA-256 of everything that the models were parsed from."""
    products: Mapping[str, ProductModels]

    def product(self, product_table: str) -> ProductModels:
        """Return the models of one product; raises DbtModelsInvalid when it has none."""
        if product_table in self.products:
            return self.products[product_table]
        meant = suggest(product_table, self.products)
        raise DbtModelsInvalid(
            f"there is no dbt model in models/{self.domain}/{product_table}/; "
            + (f"did you mean '{meant}'?" if meant else "add one named after the product.")
        )

    def as_json(self) -> str:
        """Write the index as text; `from_json` reads it."""
        return json.dumps(
            {
                "domain": self.domain,
                "fingerprint": self.fingerprint,
                "products": [dataclasses.asdict(product) for product in self.products.values()],
            }
        )

    @classmethod
    def from_json(cls, text: str) -> "DbtManifestIndex":
        """Read what `as_json` wrote."""
        data = json.loads(text)
        products = [_product(product) for product in data["products"]]
        return cls(
            domain=data["domain"],
            fingerprint=data["fingerprint"],
            products={product.product_table: product for product in products},
        )


def _product(data: dict[str, Any]) -> ProductModels:
    return ProductModels(
        domain=data["domain"],
        product_table=data["product_table"],
        models=tuple(_model(model) for model in data["models"]),
        tests=tuple(
            ModelTest(**{**test, "severity": Severity(test["severity"])}) for test in data["tests"]
        ),
    )


def _model(data: dict[str, Any]) -> Model:
    return Model(
        **{
            **data,
            "columns": tuple(ModelColumn(**column) for column in data["columns"]),
            "refs": tuple(data["refs"]),
            "sources": tuple(data["sources"]),
            "foreign": tuple(data["foreign"]),
        }
    )
