select
    event_id,
    payment_id,
    order_id,
    cast(amount as decimal(18, 2)) as amount,
    currency,
    method,
    status,
    occurred_at
from {{ source('payment_confirmed', 'events') }}
