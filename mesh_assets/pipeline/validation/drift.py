"""Values that stand both in the spec and in its ODCS contract, which follows the spec."""

from collections.abc import Callable, Iterator, Mapping
from functools import reduce

from mesh_assets.documents.document import Document, read_document
from mesh_assets.documents.nodes import inside
from mesh_assets.documents.problem import DocumentError, Problem
from mesh_assets.pipeline.validation.spec_text import elements_at, is_there, named_file, text_at
from mesh_assets.pipeline.validation.version_documents import contract_name
from mesh_assets.product.names import snake_case

_SAME_VALUES: Mapping[str, tuple[str, Callable[[Document], str | None]]] = {
    "version": ("version", lambda spec: text_at(spec, ("version",))),
    "domain": ("domain", lambda spec: text_at(spec, ("domain",))),
    "dataProduct": ("name", contract_name),
}
"""Keys of the contract, the keys of the spec that say the same, and what they say."""


def contract_drift_problems(document: Document) -> Iterator[Problem]:
    """Report what the contract of the published table says otherwise than the spec."""
    file = named_file(document, ("contract",))
    if file is None or not is_there(file):
        return
    try:
        contract = read_document(file)
    except DocumentError:
        return  # loading the contract reports why
    yield from _different_values(document, contract)
    yield from _different_partitioning(document, contract)


def _different_values(spec: Document, contract: Document) -> Iterator[Problem]:
    for theirs, (ours, decide) in _SAME_VALUES.items():
        said, decided = text_at(contract, (theirs,)), decide(spec)
        if said is not None and decided is not None and said != decided:
            message = f"`{said}` differs from the spec, which says `{ours}: {decided}`"
            yield contract.problem((theirs,), message, decided)


def _different_partitioning(spec: Document, contract: Document) -> Iterator[Problem]:
    column = text_at(spec, ("partitions", "by"))
    table = snake_case(contract_name(spec) or "")
    for schema in elements_at(contract, ("schema",)):
        if text_at(contract, (*schema, "name")) != table:
            continue
        for each in elements_at(contract, (*schema, "properties")):
            is_partitioned = reduce(inside, (*each, "partitioned"), contract.data)
            if is_partitioned is True and text_at(contract, (*each, "name")) != column:
                decided = f"is partitioned by `{column}`" if column else "has no partitions"
                yield contract.problem((*each, "partitioned"), f"the spec {decided}")
