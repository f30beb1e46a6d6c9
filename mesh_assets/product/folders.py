"""Which folders declare domains and products.

A domain is a folder with a `domain.yaml`; each of its sub-folders with a `product.yaml` is a
product, except for `consumers`, which holds the domain's contracts as a consumer of others. Folders
carry the names in snake_case: `orders/customer_orders` for `customer-orders`.
"""

from collections.abc import Iterator
from pathlib import Path

from mesh_assets.documents.problem import Problem, unreadable
from mesh_assets.product.names import unversioned_name

DOMAIN_FILE = "domain.yaml"
PRODUCT_FILE = "product.yaml"
CONSUMERS_FOLDER = "consumers"
"""No product can be called so."""


def domain_folders(folder: Path) -> list[Path]:
    """Find the sub-folders that declare a domain, or seem to be meant to."""
    return [
        each
        for each in _sub_folders(folder)
        if (each / DOMAIN_FILE).exists()
        or product_folders(each)
        or any(_misnamed(each, DOMAIN_FILE))
    ]


def product_folders(folder: Path) -> list[Path]:
    """Find the sub-folders that declare a product."""
    return [each for each in _product_places(folder) if (each / PRODUCT_FILE).exists()]


def versioned_folder(folder: Path) -> Path | None:
    """The product beside it of which a folder bears the name of a major version, if there is one.

    Such names belong to the versions that a product.yaml declares.
    """
    name = unversioned_name(folder.name)
    if name is None or not (folder.with_name(name) / PRODUCT_FILE).exists():
        return None
    return folder.with_name(name)


def is_in_domain(folder: Path) -> bool:
    """Tell whether a folder stands where a domain's product stands."""
    return (folder.parent / DOMAIN_FILE).is_file()


def misnamed_products(folder: Path) -> Iterator[Problem]:
    """Report the specs of a domain that would go unseen, such as `product.yml`."""
    for each in _product_places(folder):
        if not (each / PRODUCT_FILE).exists():
            for file in _misnamed(each, PRODUCT_FILE):
                yield unreadable(file, f"is not read under this name: call it {PRODUCT_FILE}")


def _misnamed(folder: Path, wanted: str) -> Iterator[Path]:
    stem = wanted.removesuffix(".yaml")
    for file in sorted(folder.iterdir()):
        is_yaml = file.suffix.lower() in {".yml", ".yaml"}
        if is_yaml and file.stem.lower() in {stem, f"{stem}s"} and file.name != wanted:
            yield file


def _product_places(folder: Path) -> list[Path]:
    return [each for each in _sub_folders(folder) if each.name != CONSUMERS_FOLDER]


def _sub_folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_dir() and each.name[0] not in "._")
