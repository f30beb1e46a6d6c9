"""The registry over HTTP: a subset of Confluent's API, on loopback."""
