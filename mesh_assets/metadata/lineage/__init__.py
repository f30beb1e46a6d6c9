"""Column-level lineage: from which columns of its inputs each column of a product is made."""
