"""The format of a sample, by the ending of its name."""

from pathlib import Path

from mesh_assets.contract.landing import FileFormat
from mesh_assets.errors import MeshError

_FORMATS = {
    ".ndjson": FileFormat.NDJSON,
    ".jsonl": FileFormat.NDJSON,
    ".csv": FileFormat.CSV,
    ".tsv": FileFormat.CSV,
    ".parquet": FileFormat.PARQUET,
}
_COMPRESSIONS = frozenset({".gz", ".zst"})


class UnknownFormat(MeshError):
    """The ending of a file's name says nothing of what it holds."""


def sample_format(path: Path) -> FileFormat:
    """Tell the format; raises UnknownFormat."""
    endings = [ending.lower() for ending in path.suffixes]
    if endings and endings[-1] in _COMPRESSIONS:
        endings.pop()
    ending = endings[-1] if endings else ""
    if ending in _FORMATS:
        return _FORMATS[ending]
    if ending == ".json":
        remedy = "write one object on each line and call it .ndjson (jq -c '.[]' does it)"
    else:
        remedy = f"the name of a sample ends in {', '.join(_FORMATS)}, or in one of them and .gz"
    raise UnknownFormat(f"{path}: {remedy}")


def ending_of(path: Path) -> str:
    """The part of the name that tells format and compression, such as `.csv.gz`."""
    endings = path.suffixes
    count = 2 if endings and endings[-1].lower() in _COMPRESSIONS else 1
    return "".join(endings[-count:])
