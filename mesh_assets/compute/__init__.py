"""The run's in-memory DuckDB, and dbt running inside it."""
