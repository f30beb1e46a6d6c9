"""The one module that imports dbt, and the only way the mesh calls it.

Heavy: importing it takes one to three seconds, so nothing imports it before dbt has work to do.
dbt keeps its flags, its adapter and its event manager in globals: one call at a time per process.
"""

import json
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mesh_assets.compute.dbt.errors import DbtModelsInvalid
from mesh_assets.compute.undisturbed import undisturbed

with undisturbed():
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.cli.main import dbtRunner, dbtRunnerResult
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumaro_encoder, extended_mashumuro_decoder
    from dbt_common.exceptions import DbtBaseException

_LOCK = threading.Lock()

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
    with _alone():
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


def build(
    manifest: Manifest,
    project: Path,
    target: Path,
    database: dict[str, str],
    selected: Sequence[str],
    on_event: Callable[[Any], None],
) -> list[Any]:
    """Run and test the selected models in a database that is open in this process.

    `database` holds the environment variables by which the profile finds it. Gives dbt's results;
    failed models and tests are among them. Raises DbtModelsInvalid when dbt could not start.
    """
    with _alone(), _environment(database):
        try:
            outcome = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(
                [
                    *_arguments("build", project, target),
                    "--threads=1",
                    "--no-populate-cache",
                    *("--resource-type=model", "--resource-type=test"),
                    "--resource-type=unit_test",
                    *("--select", *selected),
                ]
            )
        finally:
            _release_database()
    _raise_exception(outcome)
    return list(outcome.result.results)


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
def _alone() -> Iterator[None]:
    with _LOCK, undisturbed():
        yield


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
