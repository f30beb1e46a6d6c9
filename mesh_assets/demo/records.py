"""The records that source systems send: orders and payments, some of them broken on the way."""

from collections.abc import Sequence
from datetime import date

from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.breakages import (
    ORDER_BREAKAGES,
    PAYMENT_BREAKAGES,
    Breakage,
    broken_record,
    dealt_breakage,
)
from mesh_assets.demo.days import DayOfOrders
from mesh_assets.demo.orders import sound_orders
from mesh_assets.demo.payments import deliveries

_RECORD = """{{
    'order_id': order_id,
    'customer_id': customer_id,
    'customer_email': customer_email,
    'phone_number': phone_number,
    'shipping_address': shipping_address,
    'amount': amount,
    'currency': currency,
    'status': status,
    'lines': lines,
    'created_at': {created_at},
    'updated_at': {updated_at},
    'metadata': metadata
}}"""
_AS_TEXT = _RECORD.format(created_at="iso(created_at)", updated_at="iso(updated_at)")
_AS_TYPES = _RECORD.format(
    created_at="created_at::timestamptz", updated_at="updated_at::timestamptz"
)

_PAYMENT = """{
    'event_id': event_id,
    'payment_id': payment_id,
    'order_id': order_id,
    'amount': amount,
    'currency': currency,
    'method': method,
    'status': status,
    'occurred_at': iso(occurred_at)
}"""

_TYPES = """{
    "order_id": "VARCHAR", "customer_id": "VARCHAR", "customer_email": "VARCHAR",
    "phone_number": "VARCHAR",
    "shipping_address": {"street": "VARCHAR", "city": "VARCHAR", "postal_code": "VARCHAR",
                         "country": "VARCHAR"},
    "amount": "DOUBLE", "currency": "VARCHAR", "status": "VARCHAR",
    "lines": [{"sku": "VARCHAR", "quantity": "BIGINT", "unit_price": "DOUBLE"}],
    "created_at": "TIMESTAMPTZ", "updated_at": "TIMESTAMPTZ", "metadata": "JSON"
}"""


def order_lines(sent: DayOfOrders) -> str:
    """Write the query of a day's orders as lines of JSON, some of them not even that."""
    broken = broken_record(ORDER_BREAKAGES)
    return f"""
        select case when breakage is null then record::varchar else {broken} end
        from (select *, to_json({_AS_TEXT}) as record
              from (select *, {_breakage(sent, ORDER_BREAKAGES)} as breakage
                    from ({sound_orders(sent)})))
    """


def typed_orders(sent: DayOfOrders) -> str:
    """Write the query of a day's orders as typed columns, broken only as far as types allow."""
    breakages = [breakage for breakage in ORDER_BREAKAGES if breakage.fits_types]
    broken = f"from_json({broken_record(breakages)}, {quote_literal(_TYPES)})"
    return f"""
        select unnest(sent)
        from (select case when breakage is null then {_AS_TYPES} else {broken} end as sent
              from (select *, case when breakage is not null then to_json({_AS_TEXT}) end as record
                    from (select *, {_breakage(sent, breakages)} as breakage
                          from ({sound_orders(sent)}))))
    """


def payment_records(day: date, payments: str, broken: int) -> str:
    """Write the query of a day's payment events as lines of JSON, `broken` of them no good.

    Each has the `hour` of the file in which it comes, and when the event `occurred_at`.
    """
    breakage = dealt_breakage(day, "rows", broken, len(PAYMENT_BREAKAGES))
    return f"""
        select hour, occurred_at, number,
               case when breakage is null then record::varchar
                    else {broken_record(PAYMENT_BREAKAGES)} end as line
        from (select *, to_json({_PAYMENT}) as record, {breakage} as breakage
              from (select *, count(*) over () as rows,
                           row_number() over (order by occurred_at, number, hour) - 1 as position
                    from ({deliveries(payments)})))
    """


def _breakage(sent: DayOfOrders, breakages: Sequence[Breakage]) -> str:
    return dealt_breakage(sent.day, sent.rows, sent.broken, len(breakages))
