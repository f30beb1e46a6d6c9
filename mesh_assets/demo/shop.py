"""The shop itself: a DuckDB that knows its articles, its customers' places, and how to draw lots.

There is no generator state. Everything about an order follows from its number, and everything
about a customer from the customer's, through DuckDB's `hash`: so a day can be written alone, in any
order, by any number of threads, and has the same bytes every time under the DuckDB that the lock
pins.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from itertools import chain, repeat
from typing import TYPE_CHECKING

from mesh_assets.contract.sql import quote_literal
from mesh_assets.demo.customers import customer_macros
from mesh_assets.demo.people import FAMILY_NAMES, GIVEN_NAMES, PLACES

if TYPE_CHECKING:
    import duckdb

ARTICLES = 5_000

_DEPARTMENTS = ("BOK", "TOY", "GAR", "KIT", "ELC", "SPO", "HOM", "PET", "ART", "MUS")
_PERCENT: Mapping[str, Mapping[str | int, int]] = {
    "statuses": {"pending": 12, "confirmed": 41, "shipped": 38, "delivered": 3, "cancelled": 6},
    "channels": {"web": 52, "ios": 24, "android": 20, "phone": 4},
    "methods": {"card": 58, "paypal": 24, "bank_transfer": 12, "gift_card": 6},
    "quantities": {1: 80, 2: 13, 3: 5, 4: 2},
    "line_counts": {1: 46, 2: 26, 3: 15, 4: 8, 5: 5},
}

# An identifier is a number of ten base-36 digits, scrambled by a Feistel network of three rounds:
# random to the eye, and never the same for two numbers, because every round can be undone.
_MACROS = """
create temp macro chance(n, topic) as (hash(n, topic, {seed}) >> 11) / 9007199254740992.0;
create temp macro below(bound, n, topic) as (hash(n, topic, {seed}) % bound::ubigint)::bigint;
create temp macro pick(choices, n, topic) as choices[1 + below(len(choices), n, topic)];
create temp macro article(n, line) as
    getvariable('articles')[1 + floor({articles} * pow(chance(n, line), 2))::bigint];
create temp macro fill(form, n, topic) as replace(form, '##', (10 + below(90, n, topic))::varchar);
create temp macro iso(instant) as strftime(instant, '%Y-%m-%dT%H:%M:%S.%gZ');
create temp macro mix(half, other, round) as (half + below(60466176, other, round)) % 60466176;
create temp macro low_half(n) as mix(n % 60466176, n // 60466176, 1);
create temp macro high_half(n) as mix(n // 60466176, low_half(n), 2);
create temp macro opaque_id(prefix, n) as prefix || lower(
    to_base(high_half(n), 36, 5) || to_base(mix(low_half(n), high_half(n), 3), 36, 5));
"""

# Prices are log-normal (Box and Muller's way to a normal variable), and end as prices in shops do.
# The dearest article times the most that an order can hold stays below 10,000.
_CATALOGUE = """
select list({{
    'sku': pick(getvariable('departments'), article, 'department')
           || '-' || lpad(article::varchar, 4, '0'),
    'price': greatest(1, least(499, floor(exp(
                 2.9 + 0.9 * sqrt(-2 * ln(1 - chance(article, 'spread')))
                           * cos(2 * pi() * chance(article, 'turn'))
             )))) + pick([0.99, 0.99, 0.95, 0.5, 0.0], article, 'cents')
}} order by article) from range(1, {articles} + 1) articles(article)
"""


@contextmanager
def open_shop(seed: int) -> Iterator["duckdb.DuckDBPyConnection"]:
    """Open a DuckDB with the shop's macros and lists, the same ones for the same seed."""
    import duckdb  # noqa: PLC0415

    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(_MACROS.format(seed=int(seed), articles=ARTICLES))
        connection.execute(customer_macros())
        for name, choices in _choices().items():
            connection.execute(f"set variable {name} = {choices}")
        connection.execute(f"set variable articles = ({_CATALOGUE.format(articles=ARTICLES)})")
        yield connection


def _choices() -> dict[str, str]:
    drawn = {name: list(_weighted(percent)) for name, percent in _PERCENT.items()}
    return {
        "places": _literal([asdict(place) for place in PLACES]),
        "given_names": _literal(GIVEN_NAMES),
        "family_names": _literal(FAMILY_NAMES),
        "departments": _literal(_DEPARTMENTS),
        **{name: _literal(choices) for name, choices in drawn.items()},
    }


def _weighted(percent: Mapping[str | int, int]) -> Iterator[str | int]:
    return chain.from_iterable(repeat(choice, weight) for choice, weight in percent.items())


def _literal(value: object) -> str:
    match value:
        case dict():
            fields = (f"{quote_literal(name)}: {_literal(item)}" for name, item in value.items())
            return f"{{{', '.join(fields)}}}"
        case list() | tuple():
            return f"[{', '.join(_literal(item) for item in value)}]"
        case str() | int() | float():
            return quote_literal(value)
        case _:
            raise TypeError(f"{value!r} is not something the shop can know.")
