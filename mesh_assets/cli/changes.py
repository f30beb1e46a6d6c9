"""Changes of contracts and specs, as commands print them."""

from collections.abc import Iterable, Iterator

from mesh_assets.contract.compatibility import Change


def change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """Write one line for each change; those that break are marked, with whom they break."""
    for change in changes:
        if change.breaks:
            yield f"    ! {change.message} ({change.judgement})"
        else:
            yield f"    ~ {change.message}"
