"""Dead letters: refused records, kept with their reasons in an internal table beside the port's."""

from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.rule import Rule, RuleKind
from mesh_assets.contract.sql import quote_literal
from mesh_assets.lakehouse.tables import TableSpec
from mesh_assets.pipeline.arrivals import arrival_key, arrival_partition
from mesh_assets.pipeline.run import port_table_name
from mesh_assets.product.partition import Partition
from mesh_assets.product.ports import InputPort
from mesh_assets.product.product import DataProduct

CONTRACT = Contract(
    identifier="dead-letters",
    name="dead_letters",
    version="1.0.0",
    description="Records that their contract refused, with every violated rule.",
    open=False,
    columns=(
        Column("partition", LogicalType.STRING, required=True, description="Partition of arrival"),
        Column("source_file", LogicalType.STRING, required=True),
        Column("line", LogicalType.INTEGER, description="Line or row number, from 1"),
        Column("record", LogicalType.STRING, description="The record as it arrived"),
        Column(
            "rules",
            LogicalType.ARRAY,
            items=Column("element", LogicalType.STRING),
            description="Names of all the rules that the record violates",
        ),
    ),
    rules=(
        Rule("partition.required", RuleKind.REQUIRED, "partition"),
        Rule("source_file.required", RuleKind.REQUIRED, "source_file"),
    ),
    digest="dead-letters-1.0.0",
)


def dead_letter_table(product: DataProduct, port: InputPort) -> TableSpec:
    """The internal table of a port's dead letters, one partition for each partition of arrival."""
    return TableSpec(
        name=f"{port_table_name(product, port)}__dead_letters",
        contract=CONTRACT,
        partition_column="partition",
        every="identity",
    )


def with_partition(dead_letters_sql: str, partition: Partition | None) -> str:
    """Put the partition of arrival beside each dead letter."""
    key = quote_literal(arrival_key(partition))
    return (
        f"SELECT {key} AS partition, source_file, line, record, rules "
        f"FROM ({dead_letters_sql}) AS dead"
    )


def dead_letter_partition(partition: Partition | None) -> Partition:
    """The partition of the dead-letter table for rows that arrived with this partition."""
    return arrival_partition("partition", partition)
