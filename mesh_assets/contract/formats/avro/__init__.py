"""Apache Avro: a schema file (`.avsc`) of records, by the specification 1.12.

A schema becomes an ODCS document, and is read as one. A record is plain JSON where it lands in a
file: a date is written as a date, and a value of a union is not wrapped in the name of its branch.
What ODCS has no word for is kept in custom properties whose names begin with `avro.`, and is
written back from there.
"""
