select
    order_id,
    customer_id,
    lower(customer_email) as customer_email,
    phone_number,
    shipping_address,
    cast(amount as decimal(18, 2)) as total_amount,
    -- Clients from before v2 of the input contract send no currency; they sell in USD only.
    coalesce(currency, 'USD') as currency,
    status,
    list_transform(lines, lambda line: {
        'sku': line.sku,
        'quantity': line.quantity,
        'unit_price': cast(line.unit_price as decimal(18, 2))
    }) as lines,
    created_at,
    updated_at
from {{ source('customer_orders', 'orders') }}
