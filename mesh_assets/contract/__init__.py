"""Contracts: what a port promises, read from the field's formats, and checked on records."""
