select
    payment_id,
    order_id,
    amount,
    currency,
    cast(updated_at as date) as revenue_date
from {{ source('daily_revenue', 'payments') }}
where status = 'confirmed'
