"""The language of the mesh: domains, data products, ports, service levels."""
