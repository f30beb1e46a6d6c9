"""What a sample suggests for a new product; the declarations say it, and people review it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.landing import FileFormat
from mesh_assets.product.names import snake_case
from mesh_assets.selfservice.inference.calendar import Calendar, find_calendar
from mesh_assets.selfservice.inference.identifiers import column_names, reserved_words
from mesh_assets.selfservice.inference.key import find_key, named_like_keys
from mesh_assets.selfservice.inference.published import PublishedColumn, published_column
from mesh_assets.selfservice.inference.values import described
from mesh_assets.selfservice.sample.reading import Sample, read_sample

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Proposal:
    """A product that publishes what the sample holds."""

    domain: str
    name: str
    owner: str
    sample: Sample
    columns: tuple[PublishedColumn, ...]
    calendar: Calendar | None
    reserved: frozenset[str]
    """The words that cannot name a column without quotes."""
    repeated: tuple[str, ...]
    """Columns that are named like a key and are none, because their values repeat or are absent."""

    @property
    def identifier(self) -> str:
        """`domain/name`."""
        return f"{self.domain}/{self.name}"

    @property
    def table(self) -> str:
        """The product's name as its folder, its table and its model write it."""
        return snake_case(self.name)

    @property
    def port(self) -> str:
        """The name of the input port, which is an asset beside the model and has another name."""
        return "landed" if self.table != "landed" else "arrived"

    @property
    def landing(self) -> str:
        """The landing folder below the mesh's home."""
        return f"landing/{self.domain}/{self.name}"

    @property
    def input_contract(self) -> str:
        """The name of the file with the contract of the arriving records."""
        is_typed = self.sample.format is FileFormat.PARQUET
        return f"{self.table}.v1.{'odcs.yaml' if is_typed else 'json'}"

    @property
    def key(self) -> PublishedColumn | None:
        """The column that identifies a row."""
        return next((column for column in self.columns if column.is_key), None)

    @property
    def personal_columns(self) -> list[str]:
        """The dotted paths of what identifies a person, as they are published."""
        return [path for column in self.columns for path in column.personal_paths()]


def propose(
    connection: "DuckDBPyConnection", path: Path, domain: str, name: str, owner: str
) -> Proposal:
    """Infer a product from a sample; raises SampleUnusable, UnknownFormat and UnreadableFile."""
    sample = read_sample(connection, path)
    sample = replace(sample, columns=described(connection, sample.rows, sample.columns))
    calendar = find_calendar(connection, sample.rows, sample.columns)
    key = find_key(connection, sample.rows, sample.columns, name)
    reserved = reserved_words(connection)
    names = column_names((column.name for column in sample.columns), reserved)
    if calendar is not None:
        # The spec names the partition column once, for what arrives and for what is published.
        names[calendar.column] = calendar.column
    columns = []
    for column in sample.columns:
        decides = column.name in {key, calendar.column if calendar else None}
        arriving = replace(column, required=column.required or decides)
        found = published_column(connection, sample.rows, arriving, names[column.name], reserved)
        columns.append(replace(found, is_key=column.name == key))
    likely = named_like_keys(sample.columns, name)
    return Proposal(
        domain=domain,
        name=name,
        owner=owner,
        sample=sample,
        columns=tuple(columns),
        calendar=calendar,
        reserved=frozenset(reserved),
        repeated=() if key else tuple(column.name for column in likely),
    )
