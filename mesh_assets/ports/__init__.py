"""Ports: where the data of a product comes from and where it can be read."""
