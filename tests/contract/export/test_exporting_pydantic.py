"""Pydantic models, imported as a module; records are validated with them."""

import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import jsonschema_rs
import pydantic
import pytest
from export_samples import GOOD
from generated_contracts import CONTRACTS, records
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mesh_assets.contract.export.pydantic_models import export_pydantic
from mesh_assets.contract.model import Contract


@pytest.fixture
def imported(tmp_path: Path) -> Callable[[Contract], ModuleType]:
    """Import the models of a contract."""

    def import_models(contract: Contract) -> ModuleType:
        file = tmp_path / "models.py"
        file.write_text(export_pydantic(contract).text)
        spec = importlib.util.spec_from_file_location("exported_models", file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return import_models


def test_each_product_has_models(product_contract: Contract, imported) -> None:
    module = imported(product_contract)
    models = [one for one in vars(module).values() if isinstance(one, type)]
    record = [one for one in models if issubclass(one, pydantic.BaseModel)][-1]
    names = [field.alias or name for name, field in record.model_fields.items()]
    assert names == [column.name for column in product_contract.columns]
    required = {field.alias or n for n, field in record.model_fields.items() if field.is_required()}
    assert required == {column.name for column in product_contract.columns if column.required}


def test_a_record_that_keeps_the_contract_is_read(awkward: Contract, imported) -> None:
    parcel = imported(awkward).Parcels.model_validate_json(json.dumps(GOOD))
    assert parcel.tracking_code == "abc-1"
    assert parcel.address.point.lat == 45.75
    back = json.loads(parcel.model_dump_json(by_alias=True))
    as_numbers = {**back, "weight": float(back["weight"])}
    as_numbers["items"] = [{**one, "price": float(one["price"])} for one in back["items"]]
    assert as_numbers == GOOD


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("carrier", "dhl"),
        ("carrier", None),
        ("number", 0),
        ("number", "12"),
        ("tracking code", "ab"),
        ("class", "bag"),
        ("state", None),
        ("weight", 31.5),
        ("weight", 1.0005),
        ("sent_on", "2019-12-31"),
        ("sent_at", "2026-01-05T10:00:00"),
        ("sent_at", "2100-01-01T00:00:00Z"),
        ("from_clock", "25:00"),
        ("email", "ada"),
        ("reference", "12"),
        ("label", []),
        ("address", {"city": ""}),
        ("address", {"city": "Lyon", "point": {"lat": 91, "lon": 0}}),
        ("items", []),
        ("items", [{"sku": "a", "price": 1}]),
        ("grid", [["a"]]),
        ("labels", [None]),
    ],
)
def test_a_record_that_breaks_the_contract_is_refused(
    awkward: Contract, imported, column: str, value: object
) -> None:
    with pytest.raises(pydantic.ValidationError):
        imported(awkward).Parcels.model_validate_json(json.dumps({**GOOD, column: value}))


def test_names_that_python_and_pydantic_need_are_kept_by_alias(
    load: Callable[..., Contract], imported
) -> None:
    names = ["date", "Field", "import", "_id", "model_dump", "2nd", "a-b", "a_b", "none", "copy"]
    properties = {name: {"type": "string", "format": "date"} for name in names}
    schema = {"title": "odd.v1", "type": "object", "properties": properties, "required": names}
    schema["additionalProperties"] = False
    record = dict.fromkeys(names, "2026-01-05")
    model = imported(load(json.dumps(schema), "odd.json")).Odd
    read = model.model_validate_json(json.dumps(record))
    assert json.loads(read.model_dump_json(by_alias=True)) == record
    with pytest.raises(pydantic.ValidationError, match="Extra inputs"):
        model.model_validate_json(json.dumps({**record, "more": 1}))


def test_what_pydantic_cannot_say_is_listed(awkward: Contract) -> None:
    left_out = {one.subject for one in export_pydantic(awkward).left_out if one.part == "rule"}
    assert left_out == {
        "tracking code.unique",
        "labels.unique_items",
        "primary_key.unique",
        "some_rows",
        "few_at_once",
        "no_heavy",
        "as_dbt_has_it",
    }


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_models_that_carry_all_judge_as_the_contract_does(
    data: st.DataObject, load: Callable[..., Contract]
) -> None:
    schema = data.draw(CONTRACTS)
    record = data.draw(records(schema))
    exported = export_pydantic(load(json.dumps({"title": "things.v1", **schema}), "things.json"))
    if exported.left_out:
        return
    module = {"__name__": "things"}
    exec(exported.text, module)
    is_kept = jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(record)
    errors: set[str] = set()
    try:
        module["Things"].model_validate_json(json.dumps(record))
    except pydantic.ValidationError as refused:
        errors = {one["type"] for one in refused.errors()}
    # Only an integer that is written as 2.0 is refused although the contract allows it.
    assert is_kept == (not errors) or (is_kept and errors == {"int_type"})


def test_any_text_can_be_an_allowed_value(load: Callable[..., Contract], imported) -> None:
    values = ["😀", "it's", 'say "x"', "back\\slash", "two\nlines", ""]
    schema = {"title": "odd.v1", "properties": {"a": {"type": "string", "enum": values}}}
    model = imported(load(json.dumps(schema), "odd.json")).Odd
    assert [model.model_validate({"a": value}).a for value in values] == values
