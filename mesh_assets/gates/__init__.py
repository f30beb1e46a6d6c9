"""Gates: everything that must be true of a candidate before it may be published."""
