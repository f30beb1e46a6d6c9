"""One domain's part of the shared dbt project.

dbt reads a project as a whole: a slip in one domain's model would keep every domain from building,
and two domains could not both name a model `stg_orders`. So dbt is shown one domain at a time: a
copy of the project in which `models/` and `tests/` hold that domain's files only.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mesh_assets.compute.dbt.errors import DbtModelsInvalid

RUN_DATABASE = "MESH_RUN_DATABASE"
"""The environment variable by which the project's profile learns the run's database."""

_COMMON_TESTS = "generic"
"""The folder below `tests/` whose test definitions every domain may use."""

_LEFT_OUT = {"target", "logs", "seeds", "snapshots", "analyses"}
"""Written by dbt, or not built by the mesh."""

_ENVIRONMENT = re.compile(rb"env_var\(\s*['\"](\w+)['\"]")


@dataclass(frozen=True, slots=True)
class DomainProject:
    """The files from which dbt parses one domain's models."""

    root: Path
    """The dbt project shared by the domains."""
    domain: str

    def copy_into(self, folder: Path) -> "DomainProject":
        """Write the domain's own dbt project into `folder`."""
        for file in self._files():
            copy = folder / file.relative_to(self.root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        return DomainProject(folder, self.domain)

    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Path, size and modification time of every file: cheap to compare inside a process."""
        return tuple(
            (str(file), status.st_size, status.st_mtime_ns)
            for file in self._files()
            for status in [file.stat()]
        )

    def fingerprint(self, *parsers: str) -> str:
        """SHA-256 of the files' content, of the environment they name, and of `parsers`.

        Content, not times: a fresh checkout finds what an earlier one prepared.
        """
        digest = hashlib.sha256("\0".join(parsers).encode())
        for file in self._files():
            content = file.read_bytes()
            digest.update(b"\0".join([os.fsencode(file.relative_to(self.root)), content, b""]))
            for name in sorted({match.decode() for match in _ENVIRONMENT.findall(content)}):
                if name != RUN_DATABASE:
                    digest.update(f"{name}={os.environ.get(name)}\0".encode())
        return digest.hexdigest()

    def product_digest(self, product_table: str) -> str:
        """SHA-256 of one product's models, and of the macros and tests that they may use."""
        digest = hashlib.sha256()
        for folder in (
            self.root / "models" / self.domain / product_table,
            self.root / "macros",
            self.root / "tests" / _COMMON_TESTS,
            self.root / "tests" / self.domain,
        ):
            for file in _files_below(folder):
                name = os.fsencode(file.relative_to(self.root))
                digest.update(b"\0".join([name, file.read_bytes(), b""]))
        return digest.hexdigest()

    def _files(self) -> Iterator[Path]:
        if not (self.root / "dbt_project.yml").is_file():
            raise DbtModelsInvalid(
                f"{self.root} is not a dbt project: it has no dbt_project.yml. "
                "Set MESH_DBT_PROJECT to the folder of the domains' dbt project."
            )
        for entry in sorted(self.root.iterdir()):
            match entry.name:
                case "models":
                    yield from _files_below(entry / self.domain)
                case "tests":
                    yield from _files_below(entry / _COMMON_TESTS)
                    yield from _files_below(entry / self.domain)
                case name if _is_hidden(name) or name in _LEFT_OUT:
                    continue
                case _ if entry.is_dir():
                    yield from _files_below(entry)
                case _:
                    yield entry


def _files_below(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        for name in sorted(files):
            if not _is_hidden(name):
                yield Path(parent, name)


def _is_hidden(name: str) -> bool:
    # Editors' swap files come and go, and are no part of any model.
    return name == "__pycache__" or (name.startswith(".") and name != ".dbtignore")
