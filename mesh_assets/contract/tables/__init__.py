"""Measuring a contract's rules on a table."""
