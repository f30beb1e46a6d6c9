"""datacontract-cli by its Python API, in one process, with its schema read and checked once.

As it comes, it reads the schema and holds it against its metaschema again for each contract.

    python -m benchmarks.rival_programs.datacontract_cli lint FILES.json
    python -m benchmarks.rival_programs.datacontract_cli diff PAIRS.json
"""

import json
import logging
import sys
from functools import cache
from pathlib import Path

from benchmarks.rival_programs.answering import answer


def load() -> None:
    """Import it, and keep what it would do again for each contract."""
    from datacontract.data_contract import DataContract  # noqa: F401, PLC0415
    from datacontract.lint import resolve  # noqa: PLC0415
    from jsonschema import validators  # noqa: PLC0415

    logging.disable(logging.CRITICAL)
    resolve.fetch_schema = cache(resolve.fetch_schema)
    validators.Draft201909Validator.check_schema = lambda _schema: None


def as_it_comes() -> None:
    """Import it."""
    from datacontract.data_contract import DataContract  # noqa: F401, PLC0415

    logging.disable(logging.CRITICAL)


def lint(files: list[str]) -> list[str]:
    """Judge contracts; gives those that are not valid."""
    from datacontract.data_contract import DataContract  # noqa: PLC0415

    runs = {file: DataContract(data_contract_file=file, all_errors=True).lint() for file in files}
    return sorted(file for file, run in runs.items() if not run.has_passed())


def diff(pairs: list[list[str]]) -> list[str]:
    """Compare contracts with their next versions; gives the columns that came or went."""
    return sorted(column for old, new in pairs for column in _columns(old, new))


def _columns(old: str, new: str) -> list[str]:
    from datacontract.data_contract import DataContract  # noqa: PLC0415

    before, after = DataContract(data_contract_file=old), DataContract(data_contract_file=new)
    changes = before.breaking(after).summary
    return [
        f"{each.path.rpartition('.')[2]} {each.change_type.value}"
        for each in changes
        if each.change_type.value != "updated"
    ]


if __name__ == "__main__":
    asked, listed = sys.argv[1], json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    match asked:
        case "lint":
            answer(load, lint, listed)
        case "lint-as-it-comes":
            answer(as_it_comes, lint, listed)
        case "diff":
            answer(load, diff, listed)
