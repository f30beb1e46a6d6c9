"""Records of one file held against one schema, beside other validators of records."""

from functools import partial
from pathlib import Path

from benchmarks.contract_work import load_validation, refused_lines
from benchmarks.measuring import measured
from benchmarks.other_environment import ask
from benchmarks.side_by_side import in_turns, show_loading, show_rounds
from benchmarks.synthetic_records import write_records, write_schema

_OURS = "mesh, DuckDB; also typed rows and reasons"
_RIVALS = {
    "jsonschema-rs": "jsonschema-rs, is_valid in a loop",
    "fastjsonschema": "fastjsonschema, compiled, in a loop",
    "pandera": "pandera on polars, one frame",
}


def compare(folder: Path, rows: int, repeat: int) -> None:
    """Measure from a file of NDJSON to the numbers of the refused lines."""
    schema, records = folder / "orders.v1.json", folder / "records.ndjson"
    write_schema(schema)
    measured(write_records, records, rows)
    asked = {name: partial(ask, "record_validators", name, schema, records) for name in _RIVALS}
    loaded = [(said, asked[name]().loaded) for name, said in _RIVALS.items()]
    rounds = in_turns(
        {
            _OURS: partial(measured, refused_lines, schema, records, warm_up=load_validation),
            **{said: lambda name=name: asked[name]().worked for name, said in _RIVALS.items()},
        },
        repeat,
    )
    size, found = records.stat().st_size / 1e6, len(rounds[_OURS][0].result)
    show_rounds(
        f"{rows:,} records, {size:,.0f} MB of NDJSON: all refuse the same {found:,} lines",
        rounds,
        ours=_OURS,
        unit="record",
        count=rows,
    )
    show_loading([(_OURS, measured(load_validation)), *loaded])
    records.unlink()
