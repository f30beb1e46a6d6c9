"""The shop's customers: everything about one follows from the customer's number and the day."""

from datetime import date

from mesh_assets.contract.sql import quote_literal

CUSTOMERS = 60_000

CHANGES_DAY = date(2026, 1, 14)
"""From this day on some customers live elsewhere, and some have another name and e-mail address."""

_SHARE_MOVED = 0.003
_SHARE_RENAMED = 0.001

_MACROS = """
-- Few customers place many of the orders.
create temp macro customer_of(n) as
    floor({customers} * pow(chance(n, 'customer'), 2))::bigint;

create temp macro has_moved(customer, day) as
    day >= {changes_day} and chance(customer, 'moves') < {moved};
create temp macro is_renamed(customer, day) as
    day >= {changes_day} and chance(customer, 'marries') < {renamed};

create temp macro given_name_of(customer) as
    pick(getvariable('given_names'), customer, 'given name');
create temp macro family_name_of(customer, day) as
    pick(getvariable('family_names'), customer,
         if(is_renamed(customer, day), 'new family name', 'family name'));
create temp macro email_of(customer, day) as
    given_name_of(customer) || '.' || family_name_of(customer, day) || (customer % 97)
    || '@example.' || pick(['com', 'org', 'net'], customer, 'mail');

-- A customer who moves stays in town.
create temp macro place_of(customer) as pick(getvariable('places'), customer, 'place');
create temp macro phone_of(customer, place) as
    case when chance(customer, 'has phone') < 0.7 then fill(place.phone, customer, 'phone') end;
create temp macro street_of(customer, place, day) as replace(
    pick(place.streets, customer, if(has_moved(customer, day), 'new street', 'street')), '@',
    (1 + below(180, customer, if(has_moved(customer, day), 'new house', 'house')))::varchar);
"""


def customer_macros() -> str:
    """Write the SQL macros that tell who a customer is and where they live on a day."""
    return _MACROS.format(
        customers=CUSTOMERS,
        changes_day=quote_literal(CHANGES_DAY),
        moved=_SHARE_MOVED,
        renamed=_SHARE_RENAMED,
    )
