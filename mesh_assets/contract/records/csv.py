"""CSV files as typed rows.

RFC 4180 with a header line. A field is text until its column's type reads it, strictly: `1_000`,
` 12` and `yes` are no numbers and no booleans. An empty field is null. Objects and lists are JSON
inside a field. Lines with too few or too many fields cannot be rows at all: `malformed_line`.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mesh_assets.contract.checks.json_places import (
    json_value_places,
    structure,
    text_columns,
    text_name,
    text_type,
    value_columns,
    value_name,
)
from mesh_assets.contract.checks.place import Place, all_of, any_of
from mesh_assets.contract.checks.row_rules import row_rules, violated_rules
from mesh_assets.contract.duckdb_types import decimal_digits, duckdb_type
from mesh_assets.contract.landing import UnreadableFile
from mesh_assets.contract.model import Column, Contract, LogicalType
from mesh_assets.contract.records.found import write_found
from mesh_assets.contract.records.lines import FoundLine
from mesh_assets.contract.records.scan import (
    FILE,
    MALFORMED_LINE,
    RECORD,
    RULES,
    file_list,
    partition_rules,
)
from mesh_assets.contract.sql import quote_identifier, quote_literal
from mesh_assets.product.partition import Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
