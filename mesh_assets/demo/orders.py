"""One day of sound orders as SQL, with the shop's own types."""

from datetime import UTC, date, datetime

from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.days import DayOfOrders
from mesh_assets.demo.seasons import arrival_curve

NUMBERS_A_DAY = 1_000_000_000
"""Order numbers kept for one day, so that no two days share an identifier."""

_SURCHARGE = 4.95

_ORDERS = """
with
numbered as (
    select position, {first_number} + position as n from positions
),
drawn as (
    select
        position,
        n,
        customer_of(n) as customer,
        -- Orders come in their order over the day's curve, the last one just before midnight.
        {steps} * (position + 0.999 * chance(n, 'arrival')) / {rows} as arrival,
        {curve} as curve,
        pick(getvariable('statuses'), n, 'status') as status,
        list_transform(
            range(pick(getvariable('line_counts'), n, 'lines')),
            lambda line: {{
                'sku': article(n, line).sku,
                'quantity': pick(getvariable('quantities'), n, 10 + line)::bigint,
                'unit_price': round({units} * article(n, line).price, 2)
            }}
        ) as lines
    from numbered
),
placed as (
    select
        position,
        n,
        customer,
        place_of(customer) as place,
        make_timestamp({midnight} + 1000 * floor(1000 * (
            curve[1 + floor(arrival)::bigint] + (arrival - floor(arrival))
            * (curve[2 + floor(arrival)::bigint] - curve[1 + floor(arrival)::bigint])
        ))::bigint) as created_at,
        status,
        lines
    from drawn
)
select
    position,
    n,
    opaque_id('ord_', n) as order_id,
    opaque_id('cus_', customer) as customer_id,
    email_of(customer, {day}) as customer_email,
    phone_of(customer, place) as phone_number,
    {{
        'street': street_of(customer, place, {day}),
        'city': place.city,
        'postal_code': fill(place.postal_code, customer, 'postal code'),
        'country': place.country
    }} as shipping_address,
    round(
        list_sum(list_transform(lines, lambda line: line.quantity * line.unit_price))
        + case when chance(n, 'surcharge') < {surcharge_share} then {surcharge} else 0 end, 2
    ) as amount,
    case when place.currency = 'USD' and chance(customer, 'old client') < 0.08 then null
         else place.currency end as currency,
    status,
    lines,
    created_at,
    case when status <> 'pending'
         then created_at + to_milliseconds(90000 + below(14400000, n, 'change')) end as updated_at,
    case when chance(n, 'metadata') < 0.15
         then json_object('channel', pick(getvariable('channels'), n, 'channel'),
                          'campaign', 'winter-sale')
         when chance(n, 'metadata') < 0.2
         then json_object('channel', pick(getvariable('channels'), n, 'channel'),
                          'gift', json_object('wrap', true, 'card', 'Happy birthday!'))
         else json_object('channel', pick(getvariable('channels'), n, 'channel')) end as metadata
from placed
"""


def first_number(day: date) -> int:
    """Give the number of a day's first order."""
    return day.toordinal() * NUMBERS_A_DAY


def sound_orders(sent: DayOfOrders) -> str:
    """Write the query of a day's orders, in the order in which they came, none of them broken.

    Beside the columns of the record it has `position` in the day and the order's number `n`; the
    instants are plain timestamps in UTC. It reads `positions`, a table that numbers the
    orders of the day from 0.
    """
    curve = arrival_curve(sent.day)
    return _ORDERS.format(
        day=quote_literal(sent.day),
        first_number=first_number(sent.day),
        rows=sent.rows,
        steps=len(curve) - 1,
        curve=curve,
        midnight=int(datetime.combine(sent.day, datetime.min.time(), UTC).timestamp()) * 1_000_000,
        units=sent.units,
        surcharge=_SURCHARGE * sent.units,
        surcharge_share=sent.surcharge_share,
    )
