"""What loading code locations costs, beside as many assets and checks built by hand.

By hand twice: as plain specs that nothing can run, and as steps like those of a product. Neither
reads a file. Every second domain reads products of the one before; loading ends with the asset
graph, and what the web server asks for after that is not measured.

Each figure comes from a fresh process that has imported the libraries already. Read the ratios and
the CPU-seconds: seconds depend on the machine, and on what else it does. Nothing is asserted.

    python -m benchmarks.load                    10, 100 and 1,000 products
    python -m benchmarks.load --products 100 --repeat 3
"""

import argparse
import tempfile
from functools import partial
from pathlib import Path

from benchmarks.figures import show_plain
from benchmarks.loading import (
    foreign_files_opened,
    import_libraries,
    load_assets,
    load_domains,
    load_specs,
    prepare_models,
)
from benchmarks.measuring import Cost, best_of, measured
from benchmarks.synthetic_mesh import SyntheticMesh
from mesh_assets.product.folders import PRODUCT_FILE

_SIZES = (10, 100, 1_000)
_DOMAINS = 10
_AIM = "<= 1.5"


def main() -> None:
    """Measure what was asked for."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="mesh-load-", dir=asked.folder) as name:
        meshes = {
            products: SyntheticMesh.create(Path(name) / str(products), products, _DOMAINS)
            for products in asked.products or _SIZES
        }
        for mesh in meshes.values():
            measured(prepare_models, mesh)
        _show_whole_meshes(meshes, asked.repeat)
        _show_single_domains(meshes, asked.repeat)


def _show_whole_meshes(meshes: dict[int, SyntheticMesh], repeat: int) -> None:
    rows = []
    for products, mesh in meshes.items():
        specs, assets, ours = (
            _best(work, mesh, mesh.domains, repeat)
            for work in (load_specs, load_assets, load_domains)
        )
        assert specs.result == assets.result == ours.result, "they do not load the same"
        rows += [
            _row(f"{products:,} products: plain specs", products, specs, ours),
            _row("as many steps by hand", products, assets, ours),
            _row("domain_definitions", products, ours, ours),
        ]
    show_plain(
        f"{_DOMAINS} domains in one process, libraries imported; aim {_AIM}",
        ["", "ours to this", "CPU s", "s", "CPU ms a product", "peak MB"],
        rows,
    )


def _row(
    name: str, products: int, cost: Cost[tuple[int, int]], ours: Cost[tuple[int, int]]
) -> list[str]:
    return [
        name,
        f"{ours.cpu_seconds / cost.cpu_seconds:.2f}",
        f"{cost.cpu_seconds:.2f}",
        f"{cost.seconds:.2f}",
        f"{1000 * cost.cpu_seconds / products:.1f}",
        f"{cost.peak_megabytes:.0f}",
    ]


def _show_single_domains(meshes: dict[int, SyntheticMesh], repeat: int) -> None:
    rows = []
    for products, mesh in meshes.items():
        # The last one reads products of another.
        domain = mesh.domains[-1]
        alone = _best(load_domains, mesh, [domain], repeat)
        foreign = measured(foreign_files_opened, mesh, domain).result
        specs = [file for file in foreign if file.endswith(PRODUCT_FILE)]
        rows.append(
            [
                f"1 of {_DOMAINS} domains, {products // _DOMAINS:,} of {products:,} products",
                f"{alone.cpu_seconds:.2f}",
                f"{alone.seconds:.2f}",
                f"{alone.peak_megabytes:.0f}",
                str(len(specs)),
                str(len(foreign) - len(specs)),
            ]
        )
    show_plain(
        "One domain's code location alone",
        ["", "CPU s", "s", "MB", "specs of others read", "other files of others"],
        rows,
    )


def _best(work, mesh, domains, repeat: int) -> Cost[tuple[int, int]]:  # noqa: ANN001
    return best_of(repeat, partial(measured, work, mesh, domains, warm_up=import_libraries))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--products",
        action="append",
        type=int,
        help=f"products of a mesh; may be repeated; {', '.join(map(str, _SIZES))} by default",
    )
    parser.add_argument(
        "--repeat", type=int, default=1, help="measure each so often, keep the least disturbed"
    )
    parser.add_argument("--folder", type=Path, help="where the temporary files go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
