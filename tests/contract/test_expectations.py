"""What a consumer's contract expects, held against what the producer's promises."""

from pathlib import Path

import pytest

from mesh_assets.contract.compatibility.expectations import unkept
from mesh_assets.contract.loading import load_contract
from mesh_assets.settings import PROJECT

SEED = Path(__file__).parent / "seed" / "customer_orders_contract_v2.yaml"
PRODUCER = PROJECT / "mesh_assets" / "domains" / "orders" / "customer_orders" / "contract.odcs.yaml"

AMOUNT = "type: decimal(18, 2)\n        required: true\n        minimum: 0.01"
UNIQUE_INSTANT = "type: timestamp\n        unique: true"


def disappointed(tmp_path, old="", new=""):
    file = tmp_path / "expected.yaml"
    text = SEED.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text)
    return [
        (each.column, each.obstacle)
        for each in unkept(load_contract(PRODUCER), load_contract(file))
    ]


def test_the_demos_producer_promises_what_the_seeds_consumer_expects(tmp_path):
    assert disappointed(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "column", "words"),
    [
        ("decimal(18, 2)", "decimal(10, 2)", "total_amount", "is written as decimal"),
        (AMOUNT, "type: string", "total_amount", "is written as decimal and read as string"),
        ("minimum: 0.01", "minimum: 1", "total_amount", "total_amount.minimum"),
        ("[USD, EUR, GBP]", "[USD, EUR]", "currency", "currency.enum"),
        ("pii: false", "pattern: ^x", "order_id", "order_id.pattern"),
        ("type: timestamp", UNIQUE_INSTANT, "created_at", "created_at.unique"),
    ],
)  # fmt: skip
def test_an_expectation_that_is_not_promised(tmp_path, old, new, column, words):
    [(found, obstacle)] = disappointed(tmp_path, old, new)

    assert found == column
    assert words in obstacle


def test_a_wider_expectation_is_kept(tmp_path):
    assert disappointed(tmp_path, "[USD, EUR, GBP]", "[USD, EUR, GBP, CHF]") == []
    assert disappointed(tmp_path, "decimal(18, 2)", "decimal(20, 2)") == []
    assert disappointed(tmp_path, "minimum: 0.01", "minimum: 0") == []
