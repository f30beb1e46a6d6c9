"""The domain teams' declarations: one package, and one code location, for each domain."""
