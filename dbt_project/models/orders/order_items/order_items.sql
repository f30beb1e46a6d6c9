with lines as (
    select
        order_id,
        currency,
        status,
        created_at,
        unnest(lines) as line,
        generate_subscripts(lines, 1) as line_number
    from {{ source('order_items', 'customer_orders') }}
)

select
    order_id || '-' || line_number as order_item_id,
    order_id,
    line_number,
    line.sku as sku,
    split_part(line.sku, '-', 1) as department,
    line.quantity as quantity,
    line.unit_price as unit_price,
    cast(line.quantity * line.unit_price as decimal(18, 2)) as line_amount,
    currency,
    status as order_status,
    created_at
from lines
