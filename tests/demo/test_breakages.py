"""Every breakage is what it says, by the judgement of another validator on the same contract."""

import json
from collections import Counter
from pathlib import Path

import duckdb
import jsonschema_rs
import pytest

import mesh_assets
from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.validation import validate_files
from mesh_assets.demo.breakages import ORDER_BREAKAGES
from mesh_assets.demo.days import DAYS, DayOfOrders, day_as_sent
from mesh_assets.demo.landing import ORDERS, write_order_days, write_orders
from mesh_assets.product.lateness import arrival_window
from mesh_assets.product.mesh import load_mesh

DOMAINS = Path(mesh_assets.__file__).parent / "domains"
INPUT_CONTRACT = DOMAINS / "orders" / "customer_orders" / "orders.v2.json"

KEYWORDS = {
    "required": "required",
    "type": "type",
    "pattern": "pattern",
    "enum": "enum",
    "minimum": "minimum",
    "min_length": "minLength",
    "max_length": "maxLength",
    "format": "format",
    "min_items": "minItems",
    "additional_properties": "additionalProperties",
}
ANNOTATIONS = {"$schema", "title", "description", "x-unique", "x-pii"}


@pytest.fixture(scope="module")
def validator():
    return jsonschema_rs.validator_for(
        json.loads(INPUT_CONTRACT.read_text()), validate_formats=True
    )


@pytest.fixture(scope="module")
def days(fortnight):
    """The lines of the fortnight, by day."""
    files = (fortnight / ORDERS).iterdir()
    return {path.stem: path.read_text().splitlines() for path in files}


def violations(lines, day, validator):
    """For each broken line, the names of the rules that it violates."""
    seen = set()
    for line in lines:
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            yield ["not_json"]
            continue
        found = [rule_of(error) for error in validator.iter_errors(record)]
        if not found and not record["created_at"].startswith(day):
            found.append("too_late")
        if record.get("order_id") in seen:
            found.append("order_id.unique")
        seen.add(record.get("order_id"))
        if found:
            yield found


def rule_of(error):
    *_, keyword = error.schema_path
    path = [
        "[]" if isinstance(step, int) else f".{step}" if index else step
        for index, step in enumerate(error.instance_path)
    ]
    if keyword == "additionalProperties":
        return "additional_properties"
    if keyword == "required":
        missing = error.message.split('"')[1]
        path.append(f".{missing}" if path else missing)
    return "".join(path) + "." + next(k for k, v in KEYWORDS.items() if v == keyword)


@pytest.mark.parametrize("day", [str(day) for day in DAYS])
def test_every_broken_record_violates_exactly_one_rule(day, days, validator):
    found = list(violations(days[day], day, validator))
    assert all(len(rules) == 1 for rules in found)
    assert len(found) == day_as_sent(DAYS[int(day[-2:]) - 1]).broken


def test_an_ordinary_day_has_one_record_of_every_breakage(days, validator):
    day = "2026-01-03"
    found = Counter(rule for rules in violations(days[day], day, validator) for rule in rules)
    assert found == Counter(breakage.rule for breakage in ORDER_BREAKAGES)


def test_the_mesh_refuses_the_same_records_for_the_same_rules(fortnight):
    product = load_mesh(DOMAINS).product("orders/customer-orders")
    path = fortnight / ORDERS / f"{DAYS[2]}.ndjson"
    with duckdb.connect() as connection:
        judged = validate_files(
            connection,
            [LandingFile(path, FileFormat.NDJSON)],
            load_contract(INPUT_CONTRACT),
            window=arrival_window(
                product.partitions,
                product.partitions.partition(path.stem),
                product.input_port("orders").lateness,
            ),
        )
    sent = day_as_sent(DAYS[2])
    assert (judged.received, judged.dead_lettered) == (sent.rows, sent.broken)
    # A day that no calendar has lies in no partition either.
    expected = {breakage.rule for breakage in ORDER_BREAKAGES} | {"outside_partition"}
    assert set(judged.reasons) == expected


def test_the_breakages_cover_every_kind_of_rule_that_the_contract_has():
    contract = json.loads(INPUT_CONTRACT.read_text())
    covered = {breakage.rule.rpartition(".")[2] for breakage in ORDER_BREAKAGES}
    beyond_json_schema = {"not_json", "unique", "too_late"}
    assert beyond_json_schema < covered
    assert {KEYWORDS[kind] for kind in covered - beyond_json_schema} == set(_rules(contract))


def test_a_small_mesh_sees_every_breakage_in_the_end(tmp_path, validator):
    found = set()
    for path in write_order_days(tmp_path, rows_a_day=2_500):
        for rules in violations(path.read_text().splitlines(), path.stem, validator):
            found.update(rules)
    assert found == {breakage.rule for breakage in ORDER_BREAKAGES}


def test_a_file_without_broken_records_is_all_sound(tmp_path, validator):
    sound = DayOfOrders(DAYS[0], rows=2_000)
    path = write_orders(tmp_path / "2026-01-01.ndjson", sound, FileFormat.NDJSON)
    assert not list(violations(path.read_text().splitlines(), "2026-01-01", validator))


def _rules(schema):
    """The keywords of the schema and of everything inside it that can refuse a record."""
    for keyword, value in schema.items():
        if keyword == "properties":
            for inner in value.values():
                yield from _rules(inner)
        elif keyword == "items":
            yield from _rules(value)
        elif keyword not in ANNOTATIONS and value is not True:
            yield keyword
