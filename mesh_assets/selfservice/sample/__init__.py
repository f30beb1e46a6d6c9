"""A sample file: its columns as they arrive, and its rows as the models will read them."""
