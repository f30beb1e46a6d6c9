"""All that can be known to be wrong with declarations before anything runs."""
