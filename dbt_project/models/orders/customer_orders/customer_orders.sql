select
    order_id,
    customer_id,
    customer_email,
    phone_number,
    shipping_address,
    total_amount,
    currency,
    status,
    cast(list_sum(list_transform(lines, lambda line: line.quantity)) as bigint) as item_count,
    lines,
    created_at,
    updated_at
from {{ ref('stg_orders') }}
