"""Rows held against contracts as the mesh does it: by the record validator, and by the gate."""

import json
from itertools import count

from mesh_assets.contract.compatibility.comparing import refuses_rows
from mesh_assets.contract.landing import FileFormat, LandingFile
from mesh_assets.contract.table_rules import judge_table
from mesh_assets.contract.validation import validate_files


class RowJudge:
    """Judges rows in one DuckDB."""

    def __init__(self, connection, folder):
        connection.execute(f"SET temp_directory = '{folder / 'spill'}'; SET threads = 1")
        connection.execute("SET TimeZone = 'UTC'")
        self._connection = connection
        self._folder = folder
        self._numbers = count()

    def violated(self, contract, rows):
        """The rules that the record validator says each row violates."""
        validation = self._validated(contract, rows)
        letters = f"SELECT line, rules FROM ({validation.dead_letters_sql})"
        refused = dict(self._connection.execute(letters).fetchall())
        return [refused.get(line, []) for line in range(1, len(rows) + 1)]

    def accepted(self, contract, rows):
        """The rows that the record validator accepts."""
        if not rows:
            return []
        judged = zip(rows, self.violated(contract, rows), strict=True)
        return [row for row, rules in judged if not rules]

    def broken_checks(self, contract, rows):
        """The checks that allow no row, and that these accepted rows do not keep."""
        validation = self._validated(contract, rows)
        assert validation.accepted == len(rows)
        measured = judge_table(self._connection, validation.accepted_sql, contract, rest_sql=None)
        return [one.rule.name for one in measured if refuses_rows(one.rule) and not one.kept]

    def _validated(self, contract, rows):
        path = self._folder / f"{next(self._numbers)}.ndjson"
        path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
        files = [LandingFile(path, FileFormat.NDJSON)]
        return validate_files(self._connection, files, contract, window=None)
