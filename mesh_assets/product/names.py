"""Names and addresses: products, domains, ports, owners, files, columns."""

import re
from pathlib import PurePosixPath
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from mesh_assets.documents.mistake import mistake
from mesh_assets.product.written import WrittenText


def snake_case(name: str) -> str:
    """Write a name as folders, tables and dbt models write it."""
    return name.replace("-", "_")


def version_name(name: str, major: int) -> str:
    """Name another major version of a product, or its identifier: `customer-orders-v1`."""
    return f"{name}-v{major}"


def unversioned_name(name: str) -> str | None:
    """The product that such a name is a major version of; None for any other name."""
    found = re.fullmatch(r"(.+)[-_]v(?:0|[1-9][0-9]*)", name)
    return found[1] if found else None


class KebabName(WrittenText):
    """The name of a product or a domain: `customer-orders`.

    It is no longer than the longest identifier that PostgreSQL keeps whole.
    """

    PATTERN = r"^(?=.{1,63}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$"
    EXAMPLES = ("customer-orders", "orders")
    WANTED = "a name in lower case with hyphens, such as customer-orders"

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Write the words of the name in kebab-case."""
        separated = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", text.strip())
        words = re.sub(r"[^a-z0-9]+", "-", separated.casefold()).strip("-0123456789")
        return words if re.fullmatch(cls.PATTERN, words) else None

    @property
    def snake_case(self) -> str:
        """The name as folders, tables and dbt models write it."""
        return snake_case(self)


class PortName(WrittenText):
    """The name of a port, unique in its product; a table name once hyphens are underscores."""

    PATTERN = r"^(?=.{1,63}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*$"
    EXAMPLES = ("orders", "payment_confirmed")
    WANTED = "a port name in lower case, such as orders or payment_confirmed: write one as `name:`"


class EmailAddress(WrittenText):
    """An e-mail address, as HTML's `input type=email` understands it, of a domain with a dot."""

    PATTERN = (
        r"^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
        r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+$"
    )
    EXAMPLES = ("orders-engineering@company.com",)
    WANTED = "an e-mail address such as orders-engineering@company.com"


class PortUri(WrittenText):
    """Where a port can be reached; never with credentials, because a spec is public."""

    PATTERN = r"^[a-z][a-z0-9+.-]*://[^\s/?#@]+([/?#]\S*)?$"
    EXAMPLES = ("trino://data-platform.internal/orders/customer_orders",)
    WANTED = "an address such as trino://data-platform.internal/orders/customer_orders"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Refuse credentials in words of their own."""
        if isinstance(value, str) and re.search(r"^[a-z][a-z0-9+.-]*://[^\s/?#]*@", value):
            raise mistake("credentials do not belong in a spec: remove what stands before the `@`")
        return super().parse(value)

    @property
    def scheme(self) -> str:
        """What stands before `://`."""
        return self.partition("://")[0]

    @property
    def authority(self) -> str:
        """The host, and the port number if there is one."""
        return re.split(r"[/?#]", self.partition("://")[2], maxsplit=1)[0]


def _relative(path: str) -> str:
    if PurePosixPath(path).is_absolute():
        raise mistake(f"`{path}` is absolute: write a path relative to this file's folder")
    return path


RelativeFile = Annotated[str, Field(min_length=1), AfterValidator(_relative)]
"""The path of a file, relative to the folder of the spec that names it."""

ColumnName = Annotated[str, Field(min_length=1)]
"""The name of a column as the contract writes it."""
