"""Contracts written in the formats of other tools, with a list of what each could not carry."""
