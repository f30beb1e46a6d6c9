"""Compressed landing files, unpacked before they are read.

DuckDB reads compressed text in one thread, and takes a file that was cut off for a complete one.
Unpacked, a file is read in parallel, and one that is damaged is refused.
"""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from mesh_assets.contract.landing import UnreadableFile

_CHUNK = 1 << 20


def unpacked(path: Path, folder: Path) -> Path:
    """Unpack a file into a folder if its name says that it is compressed; give what to read.

    Raises UnreadableFile where the file is missing, damaged, or not compressed as its name says.
    """
    if not path.is_file():
        raise UnreadableFile(path, "is a folder" if path.is_dir() else "does not exist")
    if path.suffix.lower() not in {".gz", ".zst"}:
        return path
    target = folder / f"{len(list(folder.iterdir()))}-{path.stem}"
    with target.open("wb") as plain:
        for chunk in _chunks(path):
            plain.write(chunk)
    return target


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with _opened(path) as packed:
            while chunk := packed.read(_CHUNK):
                yield chunk
    except (EOFError, zlib.error, OSError) as error:
        reason = f"cannot be unpacked: {str(error).rstrip('.')}; was it written completely?"
        raise UnreadableFile(path, reason) from None


def _opened(path: Path) -> BinaryIO:
    if path.suffix.lower() == ".gz":
        return cast("BinaryIO", gzip.open(path))
    # Here, because most landing files need no zstandard, and PyArrow takes long to load.
    import pyarrow as pa  # noqa: PLC0415

    return cast("BinaryIO", pa.input_stream(path, compression="zstd"))
