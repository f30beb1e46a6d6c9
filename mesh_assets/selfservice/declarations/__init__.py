"""The files of a new product, as their texts."""
