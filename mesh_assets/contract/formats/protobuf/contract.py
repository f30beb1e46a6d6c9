"""A message of Protobuf as the contract of one table."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path as File

from mesh_assets.contract.formats.choice import chosen
from mesh_assets.contract.formats.enums import enums_as_checks
from mesh_assets.contract.formats.odcs.contract import problems_of_tables, read_odcs
from mesh_assets.contract.formats.protobuf.descriptors import NoProtoc
from mesh_assets.contract.formats.protobuf.document import ProtoFile, read_proto
from mesh_assets.contract.formats.protobuf.messages import Message
from mesh_assets.contract.formats.protobuf.translation import translate
from mesh_assets.contract.formats.protobuf.writing import keep_source
from mesh_assets.contract.formats.translated import translated
from mesh_assets.contract.model import Contract
from mesh_assets.documents.digest import digest_of
from mesh_assets.documents.problem import DocumentError, Problem, unreadable

_WORDS: Mapping[str | int, str | int] = {"logicalType": "type", "physicalType": "type"}


def read_protobuf(file: File, table: str | None) -> Contract:
    """Read the message of one table; raises DocumentError with all problems, and NoProtoc.

    Without a table it is the only message that no other one in the file uses.
    """
    proto = read_proto(file)
    described = _described(proto, every=table is not None)
    message = chosen(proto.document, described, table, "message", ("messages",))
    translation = translate(proto, message)
    if translation.problems:
        raise DocumentError(translation.problems)
    enums_as_checks(translation.odcs)
    bare = read_odcs(
        translated(proto.document, translation.odcs, translation.origins, _WORDS), None
    )
    keep_source(translation.odcs, proto, message, bare)
    contract = read_odcs(
        translated(proto.document, translation.odcs, translation.origins, _WORDS), None
    )
    return replace(contract, digest=digest_of(translation.odcs))


def every_problem(file: File) -> list[Problem]:
    """Find the problems of all messages that are tables."""
    try:
        proto = read_proto(file)
        described = _described(proto, every=False)
    except DocumentError as error:
        return list(error.problems)
    except NoProtoc as error:
        return [unreadable(file, str(error))]
    found: list[Problem] = []
    for message in described.values():
        translation = translate(proto, message)
        found += translation.problems or problems_of_tables(
            translated(proto.document, translation.odcs, translation.origins, _WORDS)
        )
    return found


def _described(proto: ProtoFile, *, every: bool) -> Mapping[str, Message]:
    """The messages that may be meant; those of other packages are only parts of them."""
    found = proto.messages.own if every else proto.messages.roots
    if not found:
        message = "the contract describes no table: add a message"
        raise DocumentError([proto.document.problem((), message)])
    return found
