"""What the contract tests share: a connection, and records held against a schema."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.loading import load_contract
from mesh_assets.contract.model import Contract
from mesh_assets.contract.validation import Validation, validate_files
from mesh_assets.product.lateness import ArrivalWindow


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        opened.execute(f"SET temp_directory = '{tmp_path / 'spill'}'")
        yield opened


@dataclass(frozen=True)
class Letter:
    file: str
    line: int | None
    record: str
    rules: list[str]


@dataclass(frozen=True)
class Outcome:
    """A validation with its queries run."""

    validation: Validation
    columns: list[str]
    types: list[str]
    rows: list[tuple]
    letters: list[Letter]

    @property
    def records(self) -> list[dict]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    @property
    def rules(self) -> list[list[str]]:
        """The violated rules of each dead letter, in line order."""
        return [letter.rules for letter in self.letters]


class Bench:
    """Holds files against contracts in one connection."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
        self.connection = connection
        self.folder = folder
        self._files = 0

    def contract(self, schema: Mapping) -> Contract:
        self._files += 1
        file = self.folder / f"contract-{self._files}.json"
        file.write_text(json.dumps({"title": "things.v1", "type": "object", **schema}))
        return load_contract(file)

    def land(self, content: bytes | str, name: str = "things.ndjson") -> LandingFile:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        plain = name.removesuffix(".gz").removesuffix(".zst")
        return LandingFile(path, FileFormat(plain.rpartition(".")[2]))

    def validate(
        self, contract: Contract, *files: LandingFile, window: ArrivalWindow | None = None
    ) -> Outcome:
        validation = validate_files(self.connection, files, contract, window=window)
        accepted = self.connection.sql(validation.accepted_sql)
        letters = self.connection.execute(
            f"SELECT source_file, line, record, rules FROM ({validation.dead_letters_sql}) "
            "ORDER BY source_file, line"
        ).fetchall()
        outcome = Outcome(
            validation,
            accepted.columns,
            [str(kind) for kind in accepted.types],
            accepted.fetchall(),
            [Letter(Path(file).name, *rest) for file, *rest in letters],
        )
        assert validation.received == validation.accepted + validation.dead_lettered
        assert validation.accepted == len(outcome.rows)
        assert validation.dead_lettered == len(outcome.letters)
        assert all(letter.rules for letter in outcome.letters)
        return outcome

    def lines(
        self,
        properties: Mapping,
        *lines: str | bytes,
        window: ArrivalWindow | None = None,
        **schema: object,
    ) -> Outcome:
        """Validate lines of NDJSON against a schema with these properties."""
        content = b"".join(
            (line.encode() if isinstance(line, str) else line) + b"\n" for line in lines
        )
        contract = self.contract({"properties": properties, **schema})
        return self.validate(contract, self.land(content), window=window)


@pytest.fixture
def bench(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Bench:
    return Bench(connection, tmp_path)


@pytest.fixture
def rules_of(bench: Bench) -> Callable[..., list[list[str]]]:
    """Validate one value of one property; gives the violated rules of the records."""

    def judge(schema: Mapping, *values: str) -> list[list[str]]:
        """`values` are JSON texts; the answer has [] for each accepted one."""
        lines = [f'{{"n":{number},"x":{value}}}' for number, value in enumerate(values)]
        outcome = bench.lines({"n": {"type": "integer"}, "x": schema}, *lines)
        refused = {letter.line: letter.rules for letter in outcome.letters}
        return [refused.get(number, []) for number in range(1, len(values) + 1)]

    return judge
