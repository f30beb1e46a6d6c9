select
    payment_id,
    order_id,
    amount,
    currency,
    method,
    status,
    min(occurred_at) filter (where status = 'confirmed')
        over (partition by payment_id) as confirmed_at,
    occurred_at as updated_at
from {{ ref('stg_payment_events') }}
-- The provider's clock counts milliseconds; of two events in one, the voiding is the later.
qualify row_number() over (
    partition by payment_id
    order by occurred_at desc, status = 'voided' desc, event_id
) = 1
