"""What publishing costs, beside what the same work costs raw, measured in the same run.

Each figure comes from a fresh process. Read the ratios and the CPU-seconds: seconds depend on the
machine, and on what else it does. Nothing is asserted.

    python -m benchmarks.publish                             everything
    python -m benchmarks.publish --only files --rows 1000000 one part, one size
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks import many_days, staging, whole_files

_SIZES = (1_000_000, 10_000_000)
_PARTS = ("files", "staging", "small-days", "large-days")


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="mesh-benchmark-", dir=asked.folder) as name:
        for part in asked.only or _PARTS:
            _run(part, Path(name), asked)


def _run(part: str, folder: Path, asked: argparse.Namespace) -> None:
    match part:
        case "files":
            for rows in asked.rows or _SIZES:
                whole_files.compare(folder, rows, asked.repeat)
        case "staging":
            staging.compare(folder, 1_000_000, asked.repeat)
        case "small-days":
            many_days.small_days(folder, days=14, rows=20_000, repeat=asked.repeat)
        case "large-days":
            many_days.large_days(folder, days=3, rows=1_000_000, repeat=asked.repeat)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", action="append", choices=_PARTS, help="measure this part only; may be repeated"
    )
    parser.add_argument(
        "--rows",
        action="append",
        type=int,
        help=f"rows of a whole file; may be repeated; {_SIZES[0]} and {_SIZES[1]} by default",
    )
    parser.add_argument(
        "--repeat", type=int, default=1, help="measure each so often, keep the least disturbed"
    )
    parser.add_argument(
        "--folder", type=Path, help="where the temporary files go: about 12 GB for 10M rows"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
