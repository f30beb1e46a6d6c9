"""Where the rows of an input port come from: landing files, or another product's table."""
