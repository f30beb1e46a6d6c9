-- The provider delivers at least once: deliveries of one event differ in nothing, so any will do.
select distinct
    event_id,
    payment_id,
    order_id,
    amount,
    currency,
    method,
    status,
    occurred_at
from {{ source('payments', 'payment_confirmed') }}
