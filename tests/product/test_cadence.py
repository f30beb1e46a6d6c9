"""When something happens."""

import pytest
from pydantic import TypeAdapter, ValidationError

from mesh_assets.product.cadence import Cadence, CheckTime, Refresh


def refusal(kind: type, text: str) -> tuple[str, str | None]:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(text)
    [error] = caught.value.errors()
    return error["msg"], error["ctx"]["suggestion"]


@pytest.mark.parametrize(
    ("text", "cron"),
    [
        ("hourly", "0 * * * *"),
        ("daily", "0 0 * * *"),
        ("weekly", "0 0 * * 1"),
        ("monthly", "0 0 1 * *"),
        ("*/15 6-18 * JAN,JUL MON-FRI", "*/15 6-18 * JAN,JUL MON-FRI"),
        ("0 0-12/3 1,15 * 7", "0 0-12/3 1,15 * 7"),
    ],
)
def test_a_regular_refresh_has_a_cadence(text, cron):
    cadence = Refresh.parse(text).cadence

    assert isinstance(cadence, Cadence)
    assert cadence.cron == cron


@pytest.mark.parametrize(
    "text",
    ["streaming CDC (Debezium)", "Kafka stream", "realtime", "every now and then", "on demand"],
)
def test_words_for_people_have_no_cadence(text):
    refresh = Refresh.parse(text)

    assert refresh == text
    assert refresh.cadence is None


@pytest.mark.parametrize(
    ("text", "meant"), [("houly", "hourly"), ("Daily", "daily"), ("@hourly", "hourly")]
)
def test_a_misspelt_cadence_is_not_taken_for_words(text, meant):
    assert refusal(Refresh, text)[1] == meant


@pytest.mark.parametrize(
    ("text", "part", "noun"),
    [
        ("60 * * * *", "60", "minute (0 to 59)"),
        ("0 24 * * *", "24", "hour (0 to 23)"),
        ("0 0 0 * *", "0", "day of the month (1 to 31)"),
        ("0 0 1 13 *", "13", "month (1 to 12)"),
        ("0 0 1 * 8", "8", "day of the week (0 to 7)"),
        ("0 0 1 * XYZ", "XYZ", "day of the week (0 to 7)"),
        ("9-5 * * * *", "9-5", "minute (0 to 59)"),
        ("*/0 * * * *", "*/0", "minute (0 to 59)"),
        ("0 1,,2 * * *", "", "hour (0 to 23)"),
    ],
)
@pytest.mark.parametrize("kind", [Cadence, Refresh, CheckTime])
def test_a_wrong_cron_field_is_named(kind, text, part, noun):
    assert refusal(kind, text)[0] == f"`{part}` is not a {noun} in cron"


def test_checks_run_before_publication_or_regularly():
    assert CheckTime.parse("on_refresh").cadence is None
    hourly = CheckTime.parse("hourly").cadence
    assert hourly is not None
    assert hourly.cron == "0 * * * *"


def test_checks_never_run_in_words():
    message, suggestion = refusal(CheckTime, "on refresh")

    assert "is not a time to run" in message
    assert suggestion == "on_refresh"
