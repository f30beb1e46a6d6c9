"""The Data Contract Specification of datacontract.com, versions 0.9 to 1.2.

A contract in it becomes an ODCS document, and is read as one. What ODCS has no word for is kept in
custom properties whose names begin with `datacontract.`, and is written back from there.
"""
