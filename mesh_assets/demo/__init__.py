"""The demo's shop: orders that look real, and the accidents that gates are there to catch."""
