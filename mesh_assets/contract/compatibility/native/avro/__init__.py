"""Avro's schema resolution."""
