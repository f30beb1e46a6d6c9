"""Where the data of an input port comes from."""

import re
from pathlib import PurePosixPath
from typing import Literal, Self

from mesh_assets.documents.mistake import mistake
from mesh_assets.documents.suggestion import suggest
from mesh_assets.product.written import WrittenText

FILES = "files://"
PRODUCT = "product://"
_NEARLY_FILES = re.compile(r"(?i)files?:/*")
_NEARLY_PRODUCT = re.compile(r"(?i)products?:/*")

SourceKind = Literal["files", "product", "named"]

_SEGMENT = r"(?!\.\.?(?:/|$))[^/\s]+"
_NAME = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


class FilesSource(WrittenText):
    """A landing folder below the mesh's home: `files://landing/orders/orders`."""

    PATTERN = rf"^{FILES}{_SEGMENT}(?:/{_SEGMENT})*/?$"
    EXAMPLES = (f"{FILES}landing/orders/orders",)
    WANTED = f"a folder below the mesh's home, such as {FILES}landing/orders/orders"

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Write the two slashes, and no third for an absolute path."""
        written = _NEARLY_FILES.sub(FILES, text, count=1)
        return written if re.fullmatch(cls.PATTERN, written) else None

    @property
    def path(self) -> PurePosixPath:
        """The folder, relative to the mesh's home."""
        return PurePosixPath(self.removeprefix(FILES))


class ProductSource(WrittenText):
    """The output of another data product: `product://customers/customer-profiles`."""

    PATTERN = rf"^{PRODUCT}{_NAME}/{_NAME}$"
    EXAMPLES = (f"{PRODUCT}customers/customer-profiles",)
    WANTED = f"a data product such as {PRODUCT}customers/customer-profiles"

    @classmethod
    def correction(cls, text: str) -> str | None:
        """Write the two slashes, and the names in kebab-case."""
        written = _NEARLY_PRODUCT.sub(PRODUCT, text, count=1).casefold().replace("_", "-")
        return written if re.fullmatch(cls.PATTERN, written) else None

    @property
    def identifier(self) -> str:
        """The other product's identifier, `domain/name`."""
        return self.removeprefix(PRODUCT)


class NamedSource(WrittenText):
    """A source in words, which the mesh records and does not read: `orders-db.public.orders`."""

    PATTERN = r"^(?!.*://)(?!(?:files|product):)\S.*$"
    EXAMPLES = ("orders-db.public.orders", "payments.payment_confirmed events")
    WANTED = f"a source: {FILES}folder, {PRODUCT}domain/name or words such as orders-db.orders"

    @classmethod
    def parse(cls, value: object) -> Self:
        """Refuse an address that nothing reads: it would be taken for words and never run."""
        if isinstance(value, str) and "://" in value:
            scheme, _, rest = value.partition("://")
            meant = suggest(scheme, [FILES.removesuffix("://"), PRODUCT.removesuffix("://")])
            message = f"nothing reads `{scheme}://`: write {FILES}folder or {PRODUCT}domain/name"
            raise mistake(message, f"{meant}://{rest}" if meant else None)
        return super().parse(value)


def kind_of(source: str) -> SourceKind:
    """Tell what a source is meant to be, even where a slash is missing or one too many."""
    if _NEARLY_FILES.match(source):
        return "files"
    return "product" if _NEARLY_PRODUCT.match(source) else "named"


def port_name(source: str) -> str:
    """Derive the name of a port from its source: the last part of its first word.

    `orders` for `orders-db.public.orders`, `payment_confirmed` for
    `payments.payment_confirmed events`. The result is for `PortName` to judge.
    """
    address = source.removeprefix(FILES).removeprefix(PRODUCT).rstrip("/")
    first_word = address.split(maxsplit=1)[0] if address.strip() else ""
    return re.split(r"[./]", first_word)[-1].casefold()
