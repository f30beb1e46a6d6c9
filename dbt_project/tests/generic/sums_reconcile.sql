{#
    Groups whose sum differs between two relations by more than a cent, or that only one of them has.

    amount        the column that is added up
    by            the column whose values make the groups, in both relations
    other         the relation to compare with
    other_amount  the column that is added up there
#}
{% test sums_reconcile(model, amount, by, other, other_amount) %}

with here as (
    select {{ by }}, sum({{ amount }}) as total from {{ model }} group by {{ by }}
),

there as (
    select {{ by }}, sum({{ other_amount }}) as total from {{ other }} group by {{ by }}
)

select
    {{ by }},
    here.total,
    there.total as other_total
from here
full join there using ({{ by }})
-- A group that is missing on one side has no sum, and a comparison with null would let it pass.
where coalesce(abs(here.total - there.total) > 0.01, true)

{% endtest %}
