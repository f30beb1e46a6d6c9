"""Ways of breaking a record: for orders one for every kind of rule that the input contract has.

Each leaves the rest of the record as it was, so that exactly one rule is violated.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Breakage:
    """One way in which a record goes wrong."""

    name: str
    """What happened, as the shop would say it."""
    rule: str
    """The rule of the input contract that refuses the record."""
    record: str
    """SQL of the broken record: over `record` (the sound one, as JSON) and the sound columns."""
    fits_types: bool = True
    """Whether a file with typed columns, such as Parquet, can hold the broken record."""


def _merged(patch: str) -> str:
    """Write the SQL of a record with a JSON merge patch (RFC 7396): null removes a property."""
    return f"json_merge_patch(record, '{patch}')"


ORDER_BREAKAGES = (
    Breakage("cut off while writing", "not_json", "left(record, 120)", fits_types=False),
    Breakage("without customer", "customer_id.required", _merged('{"customer_id": null}')),
    Breakage("amount as text", "amount.type", _merged('{"amount": "84,50 EUR"}'), fits_types=False),
    Breakage(
        "customer number of the old shop",
        "customer_id.pattern",
        _merged('{"customer_id": "CUST-004211"}'),
    ),
    Breakage("status nobody knows", "status.enum", _merged('{"status": "lost in transit"}')),
    Breakage("refund sent as an order", "amount.minimum", _merged('{"amount": -19.99}')),
    Breakage(
        "street left blank",
        "shipping_address.street.min_length",
        _merged('{"shipping_address": {"street": ""}}'),
    ),
    Breakage(
        "delivery note in the street",
        "shipping_address.street.max_length",
        _merged(
            '{"shipping_address": {"street": "12 Mill Lane, please ring twice and leave '
            'the parcel with the neighbours at number 14 if nobody opens; they know about it"}}'
        ),
    ),
    Breakage(
        "day that no calendar has",
        "created_at.format",
        _merged('{"created_at": "2026-02-30T10:15:00.000Z"}'),
        fits_types=False,
    ),
    Breakage(
        "e-mail without a domain",
        "customer_email.format",
        _merged('{"customer_email": "ada.moreau"}'),
    ),
    Breakage(
        "sent twice",
        "order_id.unique",
        "json_merge_patch(record, json_object('order_id', opaque_id('ord_', n - 1)))",
    ),
    Breakage(
        "property nobody agreed on",
        "additional_properties",
        _merged('{"coupon_code": "WELCOME10"}'),
        fits_types=False,
    ),
    Breakage(
        "address without a city",
        "shipping_address.city.required",
        _merged('{"shipping_address": {"city": null}}'),
    ),
    Breakage(
        "line of no articles",
        "lines[].quantity.minimum",
        _merged('{"lines": [{"sku": "BOK-0042", "quantity": 0, "unit_price": 12.5}]}'),
    ),
    Breakage("order without lines", "lines.min_items", _merged('{"lines": []}')),
    Breakage(
        "order found a week later",
        "too_late",
        "json_merge_patch(record, json_object('created_at', iso(created_at - interval 7 days)))",
    ),
)
"""In the order in which they are dealt out to the broken orders of a day."""

PAYMENT_BREAKAGES = (
    Breakage("currency that no shop takes", "currency.enum", _merged('{"currency": "CHF"}')),
    Breakage("payment of nobody's order", "order_id.required", _merged('{"order_id": null}')),
    Breakage("cut off by the network", "not_json", "left(record, 80)", fits_types=False),
)
"""What goes wrong between the payment provider and the shop."""


def dealt_breakage(day: date, rows: int | str, broken: int, kinds: int) -> str:
    """Write the SQL of the index of a record's breakage; null for the sound ones.

    Over `position`, which numbers the `rows` records of the day from 0. The broken records are
    spread evenly over the day, and the breakages dealt out in turn; the day decides who begins, so
    that on days with few broken records each kind has its turn.
    """
    dealt = f"((position * {broken} + {rows} // 2) // {rows})"
    before = f"(((position - 1) * {broken} + {rows} // 2) // {rows})"
    turn = f"(({dealt} + {day.toordinal()}) % {kinds})"
    return f"case when {dealt} > {before} then {turn} end"


def broken_record(breakages: Sequence[Breakage]) -> str:
    """Write the SQL of the broken record, over `breakage`, the index of what happened to it."""
    cases = (
        f"when {index} then ({breakage.record})::varchar"
        for index, breakage in enumerate(breakages)
    )
    return f"case breakage {' '.join(cases)} end"
