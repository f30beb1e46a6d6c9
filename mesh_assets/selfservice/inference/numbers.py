"""What digits mean, by the name of their column."""

import re

from mesh_assets.selfservice.inference.identifiers import spelt

_MONEY = re.compile(
    r"_(amounts?|prices?|costs?|totals?|subtotal|fees?|tax(es)?|revenue|balance|discount|charges?"
    r"|salary|payment|tips?|tolls?|fare)_"
)
_NO_MONEY = re.compile(
    r"_(count|quantity|number|cents|minor|id|type|rate|percent|percentage|items|days|rows)_"
)
_CODES = re.compile(
    r"_(phones?|telephone|mobile|fax|msisdn|post(al)?_?code|zip(_?code)?|postcode|ssn|iban"
    r"|(account|card|tax|passport)(_number|_id)?|gtin|ean|isbn|sku|barcode)_"
)


_MEASURES = re.compile(
    r"_(lat|latitude|lon|lng|longitude|weight|height|width|depth|length|volume|distance|speed"
    r"|temperature|pressure|humidity|duration|score|rating|ratio|rate|share|percent|percentage)_"
)


def may_have_fractions(name: str) -> bool:
    """Guess whether whole numbers in a sample only happen to be whole."""
    return is_money(name) or bool(_MEASURES.search(spelt(name)))


def is_money(name: str) -> bool:
    """Guess whether a column holds amounts of money, which have digits after the point."""
    return bool(_MONEY.search(spelt(name))) and not _NO_MONEY.search(spelt(name))


def is_code(name: str) -> bool:
    """Guess whether a column's digits are no number: nobody adds telephone numbers up."""
    return bool(_CODES.search(spelt(name)))
