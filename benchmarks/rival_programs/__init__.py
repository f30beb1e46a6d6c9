"""Programs of the environment that benchmarks/rivals.lock describes; the mesh is not in it."""
