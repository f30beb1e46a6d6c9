"""The operational records: what was ingested, staged, judged, published and refused."""
