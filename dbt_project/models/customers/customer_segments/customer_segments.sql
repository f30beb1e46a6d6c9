with recent_orders as (
    select
        customer_id,
        count(*) as order_count,
        max(created_at) as last_order_at
    from {{ source('customer_segments', 'orders') }}
    where status <> 'cancelled'
    group by customer_id
)

select
    profiles.customer_id,
    case
        when recent_orders.order_count >= 10 then 'loyal'
        when recent_orders.order_count >= 3 then 'regular'
        when recent_orders.order_count >= 1 then 'occasional'
        else 'dormant'
    end as segment,
    coalesce(recent_orders.order_count, 0) as order_count,
    recent_orders.last_order_at,
    profiles.address.country as country_code
from {{ source('customer_segments', 'profiles') }} as profiles
left join recent_orders on profiles.customer_id = recent_orders.customer_id
