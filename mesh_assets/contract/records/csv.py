"""CSV files as typed rows.

RFC 4180 with a header line. A field is text until its column's type reads it, strictly: `1_000`,
` 12` and `yes` are no numbers and no booleans. An empty field is null. Objects and lists are JSON
inside a field. Lines with too few or too many fields cannot be rows at all: `malformed_line`.
"""
