"""The rules of a contract as SQL: one predicate for each kind, whatever the data's form."""
