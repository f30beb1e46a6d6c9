"""The records that the shop sends: its orders, some of them broken on the way out."""

from collections.abc import Sequence

from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.breakages import BREAKAGES, Breakage
from mesh_assets.demo.days import DayOfOrders
from mesh_assets.demo.orders import sound_orders

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

_TYPES = """{
    "order_id": "VARCHAR", "customer_id": "VARCHAR", "customer_email": "VARCHAR",
    "phone_number": "VARCHAR",
    "shipping_address": {"street": "VARCHAR", "city": "VARCHAR", "postal_code": "VARCHAR",
                         "country": "VARCHAR"},
    "amount": "DOUBLE", "currency": "VARCHAR", "status": "VARCHAR",
    "lines": [{"sku": "VARCHAR", "quantity": "BIGINT", "unit_price": "DOUBLE"}],
    "created_at": "TIMESTAMPTZ", "updated_at": "TIMESTAMPTZ", "metadata": "JSON"
}"""


def text_records(sent: DayOfOrders) -> str:
    """Write the query of a day's records as lines of JSON, some of them not even that."""
    return f"""
        select case when breakage is null then record::varchar else {_broken(BREAKAGES)} end
        from (select *, to_json({_AS_TEXT}) as record
              from (select *, {_breakage(sent, BREAKAGES)} as breakage
                    from ({sound_orders(sent)})))
    """


def typed_records(sent: DayOfOrders) -> str:
    """Write the query of a day's records as typed columns, broken only as far as types allow."""
    breakages = [breakage for breakage in BREAKAGES if breakage.fits_types]
    broken = f"from_json({_broken(breakages)}, {quote_literal(_TYPES)})"
    return f"""
        select unnest(sent)
        from (select case when breakage is null then {_AS_TYPES} else {broken} end as sent
              from (select *, case when breakage is not null then to_json({_AS_TEXT}) end as record
                    from (select *, {_breakage(sent, breakages)} as breakage
                          from ({sound_orders(sent)}))))
    """


def _breakage(sent: DayOfOrders, breakages: Sequence[Breakage]) -> str:
    """Write the SQL of the index of a record's breakage; null for the sound ones.

    The broken records are spread evenly over the day, and the breakages dealt out in turn; the day
    decides who begins, so that on days with few broken records each kind has its turn.
    """
    dealt = f"((position * {sent.broken} + {sent.rows} // 2) // {sent.rows})"
    before = f"(((position - 1) * {sent.broken} + {sent.rows} // 2) // {sent.rows})"
    turn = f"(({dealt} + {sent.day.toordinal()}) % {len(breakages)})"
    return f"case when {dealt} > {before} then {turn} end"


def _broken(breakages: Sequence[Breakage]) -> str:
    cases = (
        f"when {index} then ({breakage.record})::varchar"
        for index, breakage in enumerate(breakages)
    )
    return f"case breakage {' '.join(cases)} end"
