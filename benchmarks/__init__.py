"""What publishing costs, beside the same work done raw; `python -m benchmarks.publish` runs it."""
