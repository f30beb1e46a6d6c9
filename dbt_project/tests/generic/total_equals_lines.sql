{#
    Orders whose total differs from the sum of their lines by more than a cent.

    total       the column with what the customer pays
    lines_of    the relation that holds, under the same key, the list `lines` with quantity and unit_price
    key         the column that identifies an order in both
#}
{% test total_equals_lines(model, total, lines_of, key) %}

with line_totals as (
    select
        {{ key }},
        list_sum(list_transform(lines, lambda line: line.quantity * line.unit_price)) as lines_total
    from {{ lines_of }}
)

select
    orders.{{ key }},
    orders.{{ total }},
    line_totals.lines_total
from {{ model }} as orders
left join line_totals on orders.{{ key }} = line_totals.{{ key }}
-- An order without lines has no sum, and a comparison with null would let it pass.
where coalesce(round(abs(orders.{{ total }} - line_totals.lines_total), 2) > 0.01, true)

{% endtest %}
