"""The consumer contracts of a domain: `consumers/<name>.yaml`, each loaded alone.

A contract that a consumer already keeps in datacontract.com or ODCS is one, too.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.parsing import parse_model
from mesh_assets.documents.problem import DocumentError, Problem, unreadable
from mesh_assets.product.consumer import ConsumerContract
from mesh_assets.product.consumer_terms import is_data_contract, terms_of
from mesh_assets.product.folders import CONSUMERS_FOLDER
from mesh_assets.product.names import KebabName, snake_case


def consumer_files(domain: Path) -> list[Path]:
    """Find the consumer contracts below a domain's folder, in the order of their names."""
    return [file for file in _files(domain) if file.suffix == ".yaml"]


def misnamed_consumers(domain: Path) -> Iterator[Problem]:
    """Report contracts that would go unseen, such as `revenue.yml`."""
    for file in _files(domain):
        if file.suffix != ".yaml" and file.suffix.lower() in {".yml", ".yaml", ".json"}:
            message = f"is not read under this name: call it {file.stem}.yaml"
            yield unreadable(file, message)


def read_terms(file: Path) -> Document:
    """Read what a file says in the words of a consumer contract; raises DocumentError.

    Its problems are shown where the file says it, whatever its words are.
    """
    document = scan_document(file)
    return terms_of(document) if is_data_contract(document) else document


def load_consumer(file: Path) -> ConsumerContract:
    """Load one consumer contract; raises DocumentError with all problems of the file."""
    document = read_terms(file)
    problems = list(_other_name(document, file))
    try:
        contract = parse_model(document, ConsumerContract)
    except DocumentError as error:
        raise DocumentError([*error.problems, *problems]) from None
    if problems:
        raise DocumentError(problems)
    return contract


def _other_name(document: Document, file: Path) -> Iterator[Problem]:
    name = inside(document.data, "name")
    if not isinstance(name, str) or re.fullmatch(KebabName.PATTERN, name) is None:
        return
    if file.stem not in {name, snake_case(name)}:
        message = f"`{name}` does not agree with the name of the file, `{file.name}`"
        yield document.problem(("name",), message, KebabName.correction(file.stem))


def _files(domain: Path) -> list[Path]:
    folder = domain / CONSUMERS_FOLDER
    if not folder.is_dir():
        return []
    return sorted(each for each in folder.iterdir() if each.is_file() and each.name[0] not in "._")
