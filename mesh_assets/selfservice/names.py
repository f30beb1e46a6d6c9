"""The names that a person gives to a new domain or product."""

import re

from mesh_assets.errors import MeshError
from mesh_assets.product.names import EmailAddress, KebabName


class BadName(MeshError):
    """A name or an address that no domain or product can have."""


class AlreadyThere(MeshError):
    """What should be made is there; nothing is ever overwritten."""


def checked_name(name: str, noun: str) -> str:
    """Give back a name in kebab-case; raises BadName, with the name that was probably meant."""
    if re.fullmatch(KebabName.PATTERN, name):
        return name
    meant = KebabName.correction(name)
    hint = f"; did you mean `{meant}`?" if meant else ""
    raise BadName(f"`{name}` cannot name a {noun}: write {KebabName.WANTED}{hint}")


def checked_owner(address: str) -> str:
    """Give back an owner's address; raises BadName."""
    if re.fullmatch(EmailAddress.PATTERN, address):
        return address
    raise BadName(f"`{address}` cannot own anything: write {EmailAddress.WANTED}")


def product_names(identifier: str) -> tuple[str, str]:
    """Take `domain/name` apart; raises BadName."""
    domain, slash, name = identifier.partition("/")
    if not slash or "/" in name:
        raise BadName(f"`{identifier}` is not DOMAIN/NAME, such as orders/refunds")
    return checked_name(domain, "domain"), checked_name(name, "product")
