"""The measures of the language: written forms, values, and messages."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from mesh_assets.product.names import EmailAddress, KebabName, PortName, PortUri
from mesh_assets.product.types import Duration, Percentage, SemanticVersion


def refusal(kind: type, value: object) -> tuple[str, str | None]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    [error] = caught.value.errors()
    return error["msg"], error["ctx"]["suggestion"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("15m", timedelta(minutes=15)),
        ("1h", timedelta(hours=1)),
        ("1h30m", timedelta(hours=1, minutes=30)),
        ("7d", timedelta(days=7)),
        ("2w1d", timedelta(days=15)),
        ("90s", timedelta(seconds=90)),
        ("0d", timedelta()),
    ],
)
def test_a_duration_is_a_length_of_time(text, value):
    assert Duration.parse(text) == value


@given(st.integers(min_value=0, max_value=10**9))
def test_a_duration_is_written_as_it_is_read(seconds):
    duration = Duration(seconds=seconds)

    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1 hour", "1h"),
        ("30min", "30m"),
        ("1H", "1h"),
        ("2 days 3 hours", "2d3h"),
        ("soon", None),
        ("", None),
        ("h", None),
        ("30m1h", None),
        ("-1h", "1h"),
        ("1h\n", "1h"),
    ],
)
def test_what_is_no_duration_is_refused(text, meant):
    message, suggestion = refusal(Duration, text)

    assert message == f"`{text}` is not a duration such as 15m, 1h30m or 7d"
    assert suggestion == meant


def test_a_number_is_no_duration():
    message, _ = refusal(Duration, 60)

    assert message == "must be a duration such as 15m, 1h30m or 7d, not the number 60"


def test_a_duration_has_an_end():
    assert refusal(Duration, "99999w")[0] == "`99999w` is longer than a century"
    assert "is not a duration" in refusal(Duration, "9" * 5000 + "s")[0]


@pytest.mark.parametrize(
    ("text", "ratio"), [("99.9%", "0.999"), ("99.99%", "0.9999"), ("100%", "1"), ("0%", "0")]
)
def test_a_percentage_is_exact(text, ratio):
    percentage = Percentage.parse(text)

    assert percentage.ratio == Decimal(ratio)
    assert str(percentage) == text


@given(st.decimals(min_value=0, max_value=100, places=3))
def test_a_percentage_is_written_as_it_is_read(percent):
    percentage = Percentage(percent)

    assert Percentage.parse(str(percentage)) == percentage


@pytest.mark.parametrize(
    ("value", "meant"),
    [("100.1%", None), ("-1%", None), ("99.9", "99.9%"), ("99.9 %", "99.9%"), (99.9, "99.9%")],
)
def test_what_is_no_percentage_is_refused(value, meant):
    message, suggestion = refusal(Percentage, value)

    assert "a percentage such as 99.9%" in message
    assert suggestion == meant


def test_versions_are_ordered_as_semver_org_says():
    ordered = [
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-alpha.beta",
        "1.0.0-beta",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.10",
        "1.1.0",
        "2.0.0",
    ]
    versions = [SemanticVersion.parse(text) for text in reversed(ordered)]

    assert [str(version) for version in sorted(versions)] == ordered


def test_a_version_is_taken_apart():
    version = SemanticVersion.parse("2.1.0-rc.1+build.5")

    assert (version.major, version.minor, version.patch) == (2, 1, 0)
    assert (version.prerelease, version.build) == ("rc.1", "build.5")
    assert str(version) == "2.1.0-rc.1+build.5"


@pytest.mark.parametrize(
    ("value", "meant"),
    [("2.1", "2.1.0"), ("v2", "2.0.0"), (2.1, "2.1.0"), ("01.2.3", "1.2.3"), ("two", None)],
)
def test_what_is_no_version_is_refused(value, meant):
    message, suggestion = refusal(SemanticVersion, value)

    assert 'a semantic version such as "2.1.0"' in message
    assert suggestion == meant


@pytest.mark.parametrize(
    "text", ["team", "team@company", "a b@c.de", "@c.de", "a@-c.de", "a@c..de"]
)
def test_an_owner_has_an_e_mail_address(text):
    assert "is not an e-mail address" in refusal(EmailAddress, text)[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Customer_Orders", "customer-orders"),
        ("customerOrders", "customer-orders"),
        ("customer orders", "customer-orders"),
        ("customer--orders", "customer-orders"),
        ("2orders", "orders"),
        ("x" * 64, None),
        ("é", None),
    ],
)
def test_names_are_in_kebab_case(text, meant):
    message, suggestion = refusal(KebabName, text)

    assert "is not a name in lower case with hyphens" in message
    assert suggestion == meant


def test_a_name_in_kebab_case_has_a_form_for_tables():
    assert KebabName.parse("customer-orders").snake_case == "customer_orders"


@pytest.mark.parametrize("text", ["Orders", "order__lines", "order-", "1st", "a b"])
def test_port_names_are_table_names(text):
    assert "is not a port name" in refusal(PortName, text)[0]


def test_an_address_is_taken_apart():
    uri = PortUri.parse("kafka://kafka.internal:9092/orders.v2?acks=all")

    assert (uri.scheme, uri.authority) == ("kafka", "kafka.internal:9092")


@pytest.mark.parametrize("text", ["trino", "trino:/x", "trino://", "https://a b", "://host/x"])
def test_what_is_no_address_is_refused(text):
    assert "is not an address such as" in refusal(PortUri, text)[0]


@pytest.mark.parametrize("text", ["postgresql://me:secret@db/orders", "https://token@api.x/y"])
def test_an_address_holds_no_credentials(text):
    message, suggestion = refusal(PortUri, text)

    assert message.startswith("credentials do not belong in a spec")
    assert "secret" not in message
    assert suggestion is None


@pytest.mark.parametrize("value", [None, True, ["1h"], {"a": 1}])
@pytest.mark.parametrize("kind", [Duration, Percentage, SemanticVersion, EmailAddress, PortUri])
def test_only_text_is_read(kind, value):
    assert refusal(kind, value)[0].startswith("must be a")
