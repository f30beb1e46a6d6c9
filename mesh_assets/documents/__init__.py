"""YAML and JSON documents with source positions, and located errors."""
