"""What the payment provider reports of one day: sound events, and how each of them travels.

Payments follow the day's orders by seconds to minutes, so that some belong to the next day. The
provider delivers at least once and mostly at once: an event comes in the file of the hour in which
it happened. But every day a queue stalls twice, and some events come hours or a day later, some of
them for the second time.
"""

from mesh_assets.demo.orders import NUMBERS_A_DAY

STALLED_HOUR = 9
"""Some events of this hour, in UTC, come three hours later."""

LOST_HOUR = 21
"""Some events of this hour, in UTC, come a day later."""

SHARE_OF_ORPHANS = 0.002
"""Payments for orders that the shop never sent, as a share of all."""

_FIRST_PAYMENT = 10**15
"""Payments have numbers beyond those of orders, so that nobody can guess one from the other."""

_PAYMENTS = """
with
paid as (
    select
        n,
        order_id,
        amount,
        coalesce(currency, 'USD') as currency,
        status = 'cancelled' as is_cancelled,
        created_at + to_milliseconds(30000 + below(2400000, n, 'paid')) as confirmed_at
    from ({orders})
    where status in ('confirmed', 'shipped', 'delivered')
       or (status = 'cancelled' and chance(n, 'paid before cancelling') < 0.5)
),
payments as (
    select n, order_id, amount, currency, is_cancelled, confirmed_at from paid
    union all
    -- Somebody pays for an order of which the shop knows nothing.
    select n + {unknown} as n, opaque_id('ord_', n + {unknown}), amount, currency, false,
           confirmed_at
    from paid where chance(n, 'orphan') < {orphans}
),
events as (
    select *, 0 as step, 'confirmed' as status, confirmed_at as occurred_at from payments
    union all
    -- A payment can be voided until the day's settlement at midnight.
    select *, 1 as step, 'voided' as status,
           confirmed_at + to_milliseconds(least(
               60000 + below(1200000, n, 'voided'),
               epoch_ms(date_trunc('day', confirmed_at) + interval 1 day) - epoch_ms(confirmed_at)
                   - 1))
    from payments where is_cancelled
)
select
    2 * n + step as number,
    opaque_id('evt_', 2 * n + step) as event_id,
    opaque_id('pay_', n + {payments}) as payment_id,
    order_id,
    amount,
    currency,
    pick(getvariable('methods'), n, 'method') as method,
    status,
    occurred_at
from events
"""

_DELIVERIES = """
with
punctual as (
    select *, date_trunc('hour', occurred_at) as hour from ({payments})
),
delayed as (
    select *, case
        when hour(hour) = {stalled_hour} and chance(number, 'stalled') < 0.03
            then hour + interval 3 hours
        when hour(hour) = {lost_hour} and chance(number, 'lost') < 0.02
            then hour + interval 1 day
        end as late_hour
    from punctual
)
select * exclude (late_hour) from delayed
where late_hour is null or chance(number, 'twice') < 0.3
union all
select * exclude (late_hour) from delayed
where late_hour is null and chance(number, 'twice') < 0.005
union all
select * exclude (late_hour) replace (late_hour as hour) from delayed
where late_hour is not null
"""


def payment_events(orders: str) -> str:
    """Write the query of the events that follow these sound orders, in no order.

    Beside the columns of the record it has the event's `number`; instants are plain timestamps in
    UTC.
    """
    return _PAYMENTS.format(
        orders=orders,
        unknown=NUMBERS_A_DAY // 2,
        orphans=SHARE_OF_ORPHANS,
        payments=_FIRST_PAYMENT,
    )


def deliveries(payments: str) -> str:
    """Write the query of the events as they are delivered, each with the `hour` of its file."""
    return _DELIVERIES.format(payments=payments, stalled_hour=STALLED_HOUR, lost_hour=LOST_HOUR)
