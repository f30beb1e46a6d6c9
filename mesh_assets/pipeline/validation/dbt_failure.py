"""Why dbt cannot read a domain's models, at the place that its message means."""

import re
from pathlib import Path

from mesh_assets.compute.dbt import DbtModelsInvalid
from mesh_assets.documents.excerpt import Position
from mesh_assets.documents.problem import Problem, unreadable
from mesh_assets.pipeline.validation.model_files import ModelFile, Reading, model_file

_FILE = re.compile(r"[\w./-]+\.(?:sql|ya?ml|py|csv|md)\b")
_LINE = re.compile(r"\bline (\d+)")
_NOT_FOUND = re.compile(r"depends on a (?:node|source) named '([^']+)' which was not found")
_TITLE = re.compile(r"^dbt: (?:(?:Compilation|Parsing|Runtime) Error\s*)?")


def located_failure(failure: DbtModelsInvalid, project: Path) -> Problem:
    """Find the file and the line that dbt names; the project as a whole where it names none."""
    message = _TITLE.sub("", str(failure)).strip()
    file = _file_named_in(message, project)
    if file is None:
        return unreadable(project, f"dbt cannot read it: {message}")
    written = model_file(file)
    reading = _reading_not_found(message, written)
    if reading is not None:
        return written.problem(reading, f"dbt knows no {reading}: {_remedy(reading)}")
    line = _LINE.search(message)
    # Below its first lines, dbt shows the text that the problem shows already.
    words = " ".join(" ".join(message.splitlines()[:2]).split())
    at = Position(int(line[1]) if line else 1, 1)
    return written.problem_at(at, f"dbt cannot read it: {words}")


def _file_named_in(message: str, project: Path) -> Path | None:
    """The first file of the project that is named, at times without the folder of the models."""
    named = (found[0] for found in _FILE.finditer(message))
    candidates = (folder / name for name in named for folder in (project, project / "models"))
    return next((file for file in candidates if file.is_file()), None)


def _reading_not_found(message: str, written: ModelFile) -> Reading | None:
    missing = _NOT_FOUND.search(message)
    if missing is None:
        return None
    names = {
        f"{one.source}.{one.name}" if one.source else one.name: one for one in written.readings
    }
    return names.get(missing[1])


def _remedy(reading: Reading) -> str:
    if reading.source is None:
        return "no model of this domain has that name"
    return "name it below `sources:` in a YAML file beside the model"
