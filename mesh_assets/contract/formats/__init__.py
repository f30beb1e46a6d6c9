"""The formats that contracts are written in, each read into the same rules."""
