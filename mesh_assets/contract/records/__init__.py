"""Records in landing files, split into accepted rows and dead letters."""
