"""Column generation: pricing by shortest paths, master, Lagrangian bound, diving, day LP."""
