"""Loading a contract from its file, whatever format it is written in."""

from pathlib import Path

from mesh_assets.contract.formats.avro.words import is_avro
from mesh_assets.contract.formats.datacontract.words import is_datacontract
from mesh_assets.contract.formats.protobuf.words import is_protobuf
from mesh_assets.contract.model import Contract
from mesh_assets.documents.document import Document, scan_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.remembering import once_for_each_content


def load_contract(file: Path, *, table: str | None = None) -> Contract:
    """Read a contract: ODCS 3.x, datacontract.com 0.9 to 1.2, JSON Schema, Avro or Protobuf.

    `table` names the schema object, the model, the record or the message that is meant; without it
    the file may have only one. The same content is read once in a process. Raises DocumentError
    with every problem of the file: what is not understood is never passed over.
    """
    if is_protobuf(file):
        from mesh_assets.contract.formats.protobuf.contract import (  # noqa: PLC0415
            read_protobuf,
        )

        # It may import other files, so that its own content does not tell whether it is the same.
        return read_protobuf(file, table)
    return _load_document(file, table=table)


@once_for_each_content
def _load_document(file: Path, *, table: str | None) -> Contract:
    document = scan_document(file)
    if is_datacontract(document.data):
        from mesh_assets.contract.formats.datacontract.contract import (  # noqa: PLC0415
            read_datacontract,
        )

        return read_datacontract(document, table)
    if is_avro(document.data, file):
        from mesh_assets.contract.formats.avro.contract import read_avro  # noqa: PLC0415

        return read_avro(document, table)
    if _is_odcs(document):
        from mesh_assets.contract.formats.odcs.contract import read_odcs  # noqa: PLC0415

        return read_odcs(document, table)
    if _is_json_schema(document):
        from mesh_assets.contract.formats.json_schema.record import (  # noqa: PLC0415
            read_json_schema,
        )

        return read_json_schema(document)
    message = (
        "this is no contract that can be read: write ODCS (apiVersion: v3.1.0, "
        "kind: DataContract), datacontract.com (dataContractSpecification: 1.2.1), JSON Schema "
        "(type: object, properties: ...), Avro (.avsc) or Protobuf (.proto)"
    )
    raise DocumentError([*document.flaw_problems, document.problem((), message)])


def _is_odcs(document: Document) -> bool:
    return isinstance(document.data, dict) and bool({"apiVersion", "kind"} & document.data.keys())


def _is_json_schema(document: Document) -> bool:
    words = {"$schema", "properties", "type"}
    return isinstance(document.data, dict) and bool(words & document.data.keys())
