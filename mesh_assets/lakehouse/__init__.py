"""Tables, candidates and publications: the only data state of the mesh."""
