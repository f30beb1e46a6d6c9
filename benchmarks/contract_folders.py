"""Lint and diff of one large contract and of a folder, beside datacontract-cli."""

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from benchmarks.contract_work import diff_pairs, lint_paths, load_diff, load_lint
from benchmarks.measuring import measured
from benchmarks.other_environment import ENVIRONMENT, Answer, ask, run_command
from benchmarks.side_by_side import in_turns, show_loading, show_rounds
from benchmarks.synthetic_contracts import (
    ContractFolders,
    write_contracts,
    write_large_contract,
)
from mesh_assets.settings import PROJECT

_OURS = "mesh contract"
_RIVAL = "datacontract-cli"
"""By its Python API; unless it is said otherwise, its schema is read and checked once."""
_SAMPLE = 20
_COMMANDS = 3


def compare_large(folder: Path, repeat: int) -> None:
    """Measure one contract of 200 KB."""
    written = write_large_contract(folder / "large")
    size = written.files[0].stat().st_size / 1000
    what = f"one contract of {size:.0f} KB"
    _lint(folder, written, what, repeat, aim="")
    _diff(folder, written.pairs, what, repeat)


def compare_folder(folder: Path, contracts: int, repeat: int) -> None:
    """Measure a folder of contracts, and the commands."""
    written = write_contracts(folder / "folder", contracts)
    size = written.files[0].stat().st_size / 1000
    what = f"{contracts:,} contracts of {size:.0f} KB, every 50th broken"
    _lint(folder, written, what, repeat, aim=">= 10x")
    _as_it_comes(folder, written, repeat)
    _diff(folder, written.pairs, f"{len(written.pairs):,} pairs of {size:.0f} KB each", repeat)
    _commands(written)
    show_loading(
        [
            ("mesh contract lint", measured(load_lint)),
            ("mesh contract diff", measured(load_diff)),
            (_RIVAL, _asked(folder, "lint", written.files[:1]).loaded),
        ]
    )


def _lint(folder: Path, written: ContractFolders, what: str, repeat: int, aim: str) -> None:
    rounds = in_turns(
        {
            _OURS: partial(measured, lint_paths, [written.current], warm_up=load_lint),
            _RIVAL: lambda: _asked(folder, "lint", written.files).worked,
        },
        repeat,
    )
    found = len(rounds[_OURS][0].result)
    title = f"Lint of {what}: both refuse the same {found}"
    show_rounds(title, rounds, ours=_OURS, unit="contract", count=len(written.files), aim=aim)


def _as_it_comes(folder: Path, written: ContractFolders, repeat: int) -> None:
    """Measure also what the rival costs when it reads its schema again for each contract."""
    sample = written.files[:_SAMPLE]
    rounds = in_turns(
        {
            _OURS: partial(measured, lint_paths, sample, warm_up=load_lint),
            f"{_RIVAL}, as it comes": lambda: _asked(folder, "lint-as-it-comes", sample).worked,
            f"{_RIVAL}, schema kept": lambda: _asked(folder, "lint", sample).worked,
        },
        repeat,
    )
    title = f"Lint of the first {_SAMPLE} of them"
    show_rounds(title, rounds, ours=_OURS, unit="contract", count=len(sample), aim=">= 10x")


def _diff(folder: Path, pairs: Sequence[tuple[Path, Path]], what: str, repeat: int) -> None:
    rounds = in_turns(
        {
            _OURS: partial(measured, diff_pairs, pairs, warm_up=load_diff),
            _RIVAL: lambda: _asked(folder, "diff", pairs).worked,
        },
        repeat,
    )
    found = len(rounds[_OURS][0].result)
    title = f"Diff of {what}: both find the same {found:,} columns that come and go"
    show_rounds(title, rounds, ours=_OURS, unit="pair", count=len(pairs))


def _commands(written: ContractFolders) -> None:
    """The commands as people type them; the rival's takes one contract at a time."""
    mesh, rival = PROJECT / ".venv" / "bin" / "mesh", ENVIRONMENT / "datacontract"
    ways: dict[str, tuple[str | Path, ...]] = {
        "mesh contract lint FILE": (mesh, "contract", "lint", written.files[0]),
        "datacontract lint FILE": (rival, "lint", written.files[0]),
        "mesh contract lint FOLDER": (mesh, "contract", "lint", written.current),
    }
    rounds = in_turns(
        {name: partial(measured, run_command, *words) for name, words in ways.items()}, _COMMANDS
    )
    show_rounds(
        f"As commands, each a process that imports everything; FOLDER has {len(written.files):,}",
        rounds,
        ours="mesh contract lint FILE",
        unit="command",
        count=1,
    )


def _asked(folder: Path, what: str, files: Sequence[object]) -> Answer:
    listed = folder / f"{what}.json"
    listed.write_text(json.dumps(files, default=str), encoding="utf-8")
    return ask("datacontract_cli", what, listed)
