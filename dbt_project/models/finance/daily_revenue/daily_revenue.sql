with attributed as (
    select
        payments.revenue_date,
        payments.currency,
        case
            when orders.order_id is null then 'unattributed'
            else coalesce(segments.segment, 'unknown')
        end as segment,
        payments.order_id,
        payments.amount
    from {{ ref('stg_confirmed_payments') }} as payments
    -- Left joins: revenue is what was paid, whether or not anybody knows the order or the customer.
    left join {{ source('daily_revenue', 'orders') }} as orders
        on payments.order_id = orders.order_id
    left join {{ source('daily_revenue', 'segments') }} as segments
        on orders.customer_id = segments.customer_id
)

select
    revenue_date,
    currency,
    segment,
    count(distinct order_id) as order_count,
    count(*) as payment_count,
    cast(sum(amount) as decimal(18, 2)) as revenue
from attributed
group by revenue_date, currency, segment
