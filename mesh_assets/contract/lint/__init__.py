"""A verdict for every contract file, with the place of each problem."""
