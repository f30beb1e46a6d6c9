"""Reading a file of Soda checks, whichever of its two formats it is in."""

from pathlib import Path

from mesh_assets.documents.document import read_document
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.remembering import once_for_each_content
from mesh_assets.gates.soda.check import SodaChecks
from mesh_assets.gates.soda.sodacl import read_sodacl


@once_for_each_content
def soda_checks(file: Path) -> SodaChecks:
    """Read a SodaCL file or a Soda 4 contract, without importing Soda.

    The same content is read once in a process. Raises DocumentError with every check that is
    unknown, unreadable or unsupported, located: a check that would not run must not pass unnoticed.
    """
    document = read_document(file)
    if not isinstance(document.data, dict):
        raise DocumentError([document.problem((), "has no checks: write `checks for <table>:`")])
    if {"dataset", "columns"} & document.data.keys():
        # Here, because its models cost more to define than most domains' checks to read.
        from mesh_assets.gates.soda.contract import read_contract  # noqa: PLC0415

        return read_contract(document)
    return read_sodacl(document)
