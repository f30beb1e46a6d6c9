"""Which columns probably identify a person, by their names and by their values.

A guess, for people to review: rather one column too many than one too few.
"""

import re

from mesh_assets.contract.model import LogicalType
from mesh_assets.selfservice.inference.identifiers import spelt

_NAMES = re.compile(
    r"_(e_?mails?|mail|phones?|telephone|mobile|cell|fax|msisdn"
    r"|(first|last|full|given|family|middle|maiden|user|customer|contact|holder|person|patient)_name"
    r"|(first|last|full|user)name|surname|address(es)?|street|post(al)?_?code|zip(_?code)?|postcode"
    r"|birth(day|date)?|dob|ssn|social_security|passport|national_id|identity_card|tax_(id|number)"
    r"|iban|bank_account|account_(number|holder)|card_number|credit_card|ip|ip_?address|mac_address"
    r"|password|signature)_"
)
_BESIDE_OTHERS = re.compile(r"_(name|city|town|gender|nationality)_")
"""These identify a person where something else does; a product or a shop has them, too."""

VALUE_PATTERNS = (
    r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}",
    r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
    r"[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?",
    r"\+[0-9][0-9 ()/.-]{6,18}[0-9]",
    r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
)
"""Addresses of machines, social security numbers, IBANs, telephone numbers, e-mail addresses."""

_NEVER_PERSONAL = frozenset({LogicalType.BOOLEAN, LogicalType.TIMESTAMP})


def sounds_personal(name: str, kind: LogicalType) -> bool:
    """Guess by the name of a column whether it identifies a person."""
    return kind not in _NEVER_PERSONAL and bool(_NAMES.search(spelt(name)))


def sounds_personal_beside_others(name: str) -> bool:
    """Guess the same of a column that stands beside others which do."""
    return bool(_BESIDE_OTHERS.search(spelt(name)))
