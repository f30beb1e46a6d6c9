"""JSON Schema: whether every document that is valid for the writer is valid for the reader."""
