"""The digest of what a file says, however it is written."""

import hashlib
import json
from pathlib import Path

from mesh_assets.documents.document import read_document


def digest_of(content: object) -> str:
    """SHA-256 of plain data, in hexadecimal; the order of keys does not count."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def file_digest(file: Path) -> str | None:
    """SHA-256 of what a YAML or JSON file says; None where there is no file.

    Comments and layout do not count. Raises DocumentError.
    """
    return digest_of(read_document(file).data) if file.is_file() else None
