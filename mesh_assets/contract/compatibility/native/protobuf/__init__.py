"""Protobuf: what a message of one schema becomes for a reader with another."""
