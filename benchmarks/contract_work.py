"""What the measurements of contracts call: the mesh's own way, imported inside each function."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.rivals import connected


def load_lint() -> None:
    """Import what `mesh contract lint` imports."""
    import duckdb  # noqa: F401, PLC0415
    import jsonschema_rs  # noqa: F401, PLC0415

    import mesh_assets.cli.contract_lint  # noqa: F401, PLC0415


def lint_paths(paths: Sequence[Path]) -> list[str]:
    """Judge contracts and folders of them; gives those that are not valid."""
    from mesh_assets.contract.lint.linting import lint  # noqa: PLC0415

    return [str(verdict.file) for verdict in lint(paths) if verdict.problems]


def load_diff() -> None:
    """Import what `mesh contract diff` imports."""
    import duckdb  # noqa: F401, PLC0415

    import mesh_assets.cli.contract_diff  # noqa: PLC0415
    import mesh_assets.contract.formats.odcs.contract  # noqa: F401, PLC0415


def diff_pairs(pairs: Sequence[tuple[Path, Path]]) -> list[str]:
    """Compare contracts with their next versions, and find the modes that they keep.

    Gives the columns that came or went.
    """
    return sorted(column for old, new in pairs for column in _columns(old, new))


def _columns(old: Path, new: Path) -> list[str]:
    from mesh_assets.contract.compatibility import ChangeKind, contract_changes  # noqa: PLC0415
    from mesh_assets.contract.compatibility.modes import kept_modes  # noqa: PLC0415
    from mesh_assets.contract.compatibility.readability import content_of  # noqa: PLC0415
    from mesh_assets.contract.loading import load_contract  # noqa: PLC0415

    told = {
        ChangeKind.COLUMN_ADDED: "added",
        ChangeKind.REQUIRED_COLUMN_ADDED: "added",
        ChangeKind.COLUMN_REMOVED: "removed",
    }
    before, after = load_contract(old), load_contract(new)
    kept_modes(before, after, content_of(after))
    changes = contract_changes(before, after)
    return [f"{each.place} {told[each.kind]}" for each in changes if each.kind in told]


def load_validation() -> None:
    """Import what ingesting imports to judge records."""
    import duckdb  # noqa: F401, PLC0415

    import mesh_assets.contract.formats.json_schema.record  # noqa: PLC0415
    import mesh_assets.contract.validation  # noqa: F401, PLC0415


def refused_lines(schema: Path, records: Path) -> list[int]:
    """Split records into typed rows and dead letters with reasons; gives the refused lines."""
    from mesh_assets.contract.landing import FileFormat, LandingFile  # noqa: PLC0415
    from mesh_assets.contract.loading import load_contract  # noqa: PLC0415
    from mesh_assets.contract.validation import validate_files  # noqa: PLC0415

    contract = load_contract(schema)
    file = LandingFile(records, FileFormat.NDJSON)
    with connected(records) as connection:
        judged = validate_files(connection, [file], contract, window=None)
        letters = f"SELECT line FROM ({judged.dead_letters_sql}) ORDER BY line"
        return [line for (line,) in connection.execute(letters).fetchall()]
