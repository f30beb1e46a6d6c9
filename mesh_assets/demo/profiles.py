"""What the shop knows of its customers, as the customer desk exports it at the end of a day."""

from datetime import date, timedelta

from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.customers import CHANGES_DAY
from mesh_assets.demo.days import FIRST_DAY, ordinary_day
from mesh_assets.demo.orders import first_number

_PROFILES = """
with
numbered as (
    select unnest(range(first, first + rows)) as n
    from (values {days}) as ordered(first, rows)
),
known as (
    select
        customer,
        place_of(customer) as place,
        {first_day}::timestamp - to_days(1 + below(1500, customer, 'registered')::integer)
            + to_seconds(below(86400, customer, 'registered at')) as registered_at
    from (select distinct customer_of(n) as customer from numbered)
)
select
    opaque_id('cus_', customer) as customer_id,
    given_name_of(customer) as given_name,
    family_name_of(customer, {day}) as family_name,
    email_of(customer, {day}) as email,
    phone_of(customer, place) as phone_number,
    street_of(customer, place, {day}) as street,
    place.city as city,
    fill(place.postal_code, customer, 'postal code') as postal_code,
    place.country as country,
    chance(customer, 'newsletter') < 0.4 as newsletter,
    iso(registered_at) as registered_at,
    case when has_moved(customer, {day}) or is_renamed(customer, {day})
         then iso({changes_day}::timestamp + to_seconds(below(86400, customer, 'changed'))) end
        as changed_at
from known
order by customer_id
"""


def known_profiles(day: date, rows_a_day: int) -> str:
    """Write the query of the profiles at a day's end: everyone who has ordered by then, once."""
    days = (FIRST_DAY + timedelta(days=offset) for offset in range((day - FIRST_DAY).days + 1))
    ordered = (f"({first_number(d)}, {ordinary_day(d, rows_a_day).rows})" for d in days)
    return _PROFILES.format(
        days=", ".join(ordered),
        first_day=quote_literal(FIRST_DAY),
        day=quote_literal(day),
        changes_day=quote_literal(CHANGES_DAY),
    )
