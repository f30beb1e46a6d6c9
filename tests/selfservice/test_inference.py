"""What names and values let one guess."""

import pytest

from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.inference.identifiers import column_names, snake_cased
from mesh_assets.selfservice.inference.numbers import is_code, is_money, may_have_fractions
from mesh_assets.selfservice.inference.personal import sounds_personal


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("orderID", "order_id"),
        ("Order Id", "order_id"),
        ("order-id", "order_id"),
        ("HTTPStatusCode", "http_status_code"),
        ("Größe (cm)", "grosse_cm"),
        ("__a__b__", "a_b"),
        ("名前", "名前"),
        ("!?", ""),
    ],
)
def test_names_in_snake_case(name, written):
    assert snake_cased(name) == written


def test_names_are_distinct_and_not_reserved():
    given = column_names(["select", "a b", "a-b", "A_B", "2nd", "!"], {"select"})
    assert list(given.values()) == ["select_", "a_b", "a_b_2", "a_b_3", "_2nd", "column_6"]


@pytest.mark.parametrize(
    "name",
    [
        *("email", "customerEmail", "E-Mail Address", "phone_number", "lastName", "iban", "ip"),
        *("billing_address", "date_of_birth", "DOB", "client_ip_address", "postcode", "ssn"),
    ],
)
def test_names_that_sound_personal(name):
    assert sounds_personal(name, LogicalType.STRING)


@pytest.mark.parametrize("name", ["product", "shipping", "zipper", "mailing", "total", "recipe"])
def test_names_that_do_not(name):
    assert not sounds_personal(name, LogicalType.STRING)


def test_a_consent_is_not_personal():
    assert not sounds_personal("email_allowed", LogicalType.BOOLEAN)


def test_what_digits_mean():
    assert is_money("totalAmount")
    assert not is_money("total_count")
    assert not is_money("amount_cents")
    assert is_code("zip")
    assert is_code("phoneNumber")
    assert not is_code("quantity")
    assert may_have_fractions("lat")
    assert not may_have_fractions("quantity")
