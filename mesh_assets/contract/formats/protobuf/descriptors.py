"""From the text of a `.proto` file to its descriptors, which protoc makes.

Besides the imports that are given, the well-known types (`google/protobuf/*.proto`) and the common
ones (`google/type/*.proto`) resolve.
"""

import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from mesh_assets.contract.formats.protobuf.complaints import problems_in
from mesh_assets.documents.problem import DocumentError
from mesh_assets.documents.reading import read_text
from mesh_assets.errors import MeshError

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import FileDescriptorSet

_PACKAGE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_SECONDS = 60
"""How long protoc may take; it needs a tenth of one for a file of ordinary size."""


class NoProtoc(MeshError):
    """protoc is not installed, without which nobody can say what a `.proto` file means."""

    def __init__(self) -> None:
        super().__init__(
            "Protobuf is read with protoc, which comes with the extra `schemas`: "
            "install `mesh-assets[schemas]`"
        )


def compile_proto(
    text: str, name: str, imports: Mapping[str, str] | None = None
) -> "FileDescriptorSet":
    """Give the descriptors of a text, with the places of all its parts; its own file is the last.

    `name` is what the file is called in the set and in problems; `imports` are the texts of the
    files that it imports, by the names that it imports them by. Raises DocumentError with all that
    protoc finds, and NoProtoc.
    """
    with TemporaryDirectory(prefix="protoc-") as place:
        folder = Path(place).resolve()
        for relative, content in {**(imports or {}), name: text}.items():
            file = _inside(folder, relative)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        return _compile(folder / name, [folder], lambda found: found.relative_to(folder))


def compile_file(file: Path) -> "FileDescriptorSet":
    """Give the descriptors of a file; its imports lie beside it, or where its package begins.

    The file is the last one of the set. Raises DocumentError and NoProtoc.
    """
    package = _PACKAGE.search(read_text(file))
    real = file.resolve()
    roots = [real.parent]
    if package is not None and real.parent.as_posix().endswith(f"/{package[1].replace('.', '/')}"):
        roots.append(real.parents[package[1].count(".") + 1])
    return _compile(real, roots, lambda found: file if found == real else found)


def _inside(folder: Path, relative: str) -> Path:
    file = folder / relative
    if not file.resolve().is_relative_to(folder):
        message = f"`{relative}` cannot be the name of a .proto file: it leads out of its folder"
        raise MeshError(message)
    return file


def _compile(
    file: Path, roots: Iterable[Path], shown: Callable[[Path], Path]
) -> "FileDescriptorSet":
    from google.protobuf.descriptor_pb2 import FileDescriptorSet  # noqa: PLC0415

    if find_spec("grpc_tools") is None:
        raise NoProtoc
    with TemporaryDirectory(prefix="descriptors-") as folder:
        written = Path(folder) / "set.bin"
        said = _protoc(file, [*roots, *_common_types()], written)
        if not written.exists():
            raise DocumentError(problems_in(said, file, shown))
        return FileDescriptorSet.FromString(written.read_bytes())


def _common_types() -> list[Path]:
    """The folder of `google/type/*.proto`; protoc has the well-known types itself."""
    found = find_spec("google.type")
    places = [] if found is None else list(found.submodule_search_locations or [])
    return [Path(place).parents[1] for place in places]


def _protoc(file: Path, roots: Iterable[Path], written: Path) -> str:
    """Run protoc, and give what it says; in a process of its own, as it writes to its stderr."""
    command = [sys.executable, "-m", "grpc_tools.protoc"]
    command += [f"--proto_path={root}" for root in roots]
    command += [f"--descriptor_set_out={written}", "--include_imports", "--include_source_info"]
    try:
        ended = subprocess.run(  # noqa: S603
            [*command, str(file)], capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        message = f"protoc has not understood {file} within {_SECONDS} seconds"
        raise MeshError(message) from None
    return ended.stderr
