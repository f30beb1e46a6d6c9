"""What judging contracts and records costs, beside other tools on the same files in the same run.

Contracts beside datacontract-cli, by its Python API in one process; records beside jsonschema-rs,
fastjsonschema and pandera (on polars). All find the same before anything is compared. They are
measured in turns, each in a fresh process with its libraries imported, which is measured apart. A
ratio is the median of those of all rounds, of CPU-seconds: seconds depend on the machine, and on
what else it does. Nothing is asserted of them.

    python -m benchmarks.contracts                      everything
    python -m benchmarks.contracts --only folder --contracts 100 --repeat 5
"""

import argparse
import tempfile
from pathlib import Path

from benchmarks import contract_folders, record_validation

_PARTS = ("large", "folder", "records")


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="mesh-contracts-", dir=asked.folder) as name:
        for part in asked.only or _PARTS:
            match part:
                case "large":
                    contract_folders.compare_large(Path(name), asked.repeat)
                case "folder":
                    contract_folders.compare_folder(Path(name), asked.contracts, asked.repeat)
                case "records":
                    record_validation.compare(Path(name), asked.rows, asked.repeat)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--only", action="append", choices=_PARTS, help="measure this part only; may be repeated"
    )
    parser.add_argument("--contracts", type=int, default=1_000, help="contracts of the folder")
    parser.add_argument("--rows", type=int, default=1_000_000, help="records")
    parser.add_argument("--repeat", type=int, default=3, help="rounds, each measuring all in turn")
    parser.add_argument("--folder", type=Path, help="where the temporary files go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
