"""The one module that imports dbt, and the only way the mesh calls it.

Heavy: importing it takes one to three seconds, so nothing imports it before dbt has work to do.
dbt keeps its flags, its adapter and its event manager in globals: one call at a time per process.
"""

import copy
import json
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mesh_assets.compute.dbt.domain_project import RUN_DATABASE
from mesh_assets.compute.dbt.errors import DbtModelsInvalid
from mesh_assets.compute.dbt.index import ProductModels
from mesh_assets.compute.undisturbed import undisturbed

with undisturbed():
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import cli, dbtRunner, dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder
    from dbt_common.exceptions import DbtBaseException

if TYPE_CHECKING:
    from mesh_assets.compute.database import RunDatabase

_LOCK = threading.Lock()

_OPERATOR_SETTINGS = frozenset(
    variable
    for command in (cli, *cli.commands.values())
    for option in command.params
    for variable in ([option.envvar] if isinstance(option.envvar, str) else option.envvar or [])
)
"""Such as DBT_EMPTY or DBT_TARGET: meant for dbt's command line, and able to change what a build
means, to leave out tests, or to upload results. They do not reach the mesh's own calls."""

_EMPTY_DATABASE = ":memory:compile/memory"
"""What macros may ask while models are compiled."""

_QUIET = (
    "--quiet",
    "--no-print",
    "--log-level=none",
    "--log-level-file=none",
    "--no-use-colors",
    "--no-send-anonymous-usage-stats",
    "--no-write-json",
)

_WARNINGS_THAT_LOSE_TESTS = (
    "MacroNotFoundForPatch",
    "NoNodeForYamlKey",
    "NodeNotFoundOrDisabled",
    "NoNodesForSelectionCriteria",
    "WrongResourceSchemaFile",
)
"""dbt only warns when a test names a model that is not there, and then runs without the test."""


def parse(project: Path, target: Path) -> Manifest:
    """Parse a dbt project; raises DbtModelsInvalid with dbt's own words."""
    with _alone({}):
        outcome = dbtRunner().invoke([*_arguments("parse", project, target), "--no-partial-parse"])
    _raise_exception(outcome)
    return outcome.result


def dump(manifest: Manifest) -> bytes:
    """Write the manifest in the format in which dbt keeps its own parsing state."""
    content: bytes = manifest.to_msgpack(extended_mashumaro_encoder)
    return content


def load(content: bytes) -> Manifest:
    """Read what `dump` wrote, ready to run: as dbt does when no file has changed."""
    manifest = Manifest.from_msgpack(content, decoder=extended_mashumuro_decoder)
    manifest.build_parent_and_child_maps()
    manifest.build_flat_graph()
    return manifest


def compile_models(
    manifest: Manifest, project: Path, target: Path, files: Sequence[str]
) -> dict[str, str]:
    """Compile models into the manifest's nodes, on a database that is empty.

    Gives the reason, by file, for each model that cannot be compiled so.
    """
    try:
        _compile(manifest, project, target, "resource_type:model")
    except DbtModelsInvalid:
        # dbt gives up on all of them for one, such as a model that asks for data.
        return dict(_each_compiled(manifest, project, target, files))
    return {}


def _each_compiled(
    manifest: Manifest, project: Path, target: Path, files: Sequence[str]
) -> Iterator[tuple[str, str]]:
    for file in files:
        try:
            _compile(manifest, project, target, f"path:{file}")
        except DbtModelsInvalid as error:
            yield file, str(error)


def _compile(manifest: Manifest, project: Path, target: Path, selected: str) -> None:
    arguments = [
        *_arguments("compile", project, target),
        "--threads=1",
        "--no-populate-cache",
        f"--select={selected}",
    ]
    with _alone({RUN_DATABASE: _EMPTY_DATABASE}):
        try:
            outcome = dbtRunner(manifest=manifest).invoke(arguments)
        finally:
            _release_database()
    _raise_exception(outcome)


def build(
    manifest: Manifest,
    project: Path,
    models: ProductModels,
    database: "RunDatabase",
    on_event: Callable[[Any], None],
) -> list[Any]:
    """Run and test a product's models in the database of a run, which is open in this process.

    Gives dbt's results; failed models and tests are among them. Raises DbtModelsInvalid when dbt
    could not start.
    """
    arguments = [
        *_arguments("build", project, target_of(database)),
        "--threads=1",
        "--no-populate-cache",
        *(f"--resource-type={kind}" for kind in ("model", "test", "unit_test")),
        f"--select=path:{models.folder}",
    ]
    with _alone({RUN_DATABASE: database.path}), _pristine(manifest, models):
        try:
            outcome = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(arguments)
        finally:
            _release_database()
    _raise_exception(outcome)
    return list(outcome.result.results)


def target_of(database: "RunDatabase") -> Path:
    """Say where dbt writes what it compiles for a run."""
    return database.scratch / "dbt"


def _arguments(command: str, project: Path, target: Path) -> list[str]:
    return [
        *_QUIET,
        f"--warn-error-options={json.dumps({'error': _WARNINGS_THAT_LOSE_TESTS})}",
        command,
        f"--project-dir={project}",
        f"--profiles-dir={project}",
        f"--target-path={target}",
        f"--log-path={target}",
    ]


def _raise_exception(outcome: dbtRunnerResult) -> None:
    match outcome.exception:
        case None:
            return
        case DbtBaseException() as error:
            raise DbtModelsInvalid(f"dbt: {str(error).strip()}") from None
        case defect:
            raise defect


def _release_database() -> None:
    # dbt-duckdb keeps its connection for the next call, and with it the run's whole database.
    environment = DuckDBConnectionManager._ENV  # noqa: SLF001
    if environment is not None:
        environment.close()
    DuckDBConnectionManager.close_all_connections()


@contextmanager
def _pristine(manifest: Manifest, models: ProductModels) -> Iterator[None]:
    # dbt compiles into the manifest's own nodes, and the next time takes a model that reads an
    # ephemeral one for finished, leaving the ephemeral model's query out.
    listed = {model.unique_id for model in models.models}
    listed |= {test.unique_id for test in models.tests}
    nodes = copy.deepcopy({key: manifest.nodes[key] for key in listed & manifest.nodes.keys()})
    try:
        yield
    finally:
        manifest.nodes.update(nodes)


@contextmanager
def _alone(variables: Mapping[str, str]) -> Iterator[None]:
    with _LOCK, undisturbed():
        changes = {**dict.fromkeys(_OPERATOR_SETTINGS & os.environ.keys()), **variables}
        before = {name: os.environ.get(name) for name in changes}
        _change_environment(changes)
        try:
            yield
        finally:
            _change_environment(before)


def _change_environment(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
