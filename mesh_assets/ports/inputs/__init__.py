"""Input ports: one module for each way that data can arrive."""
