"""Local search over whole patterns of agents: best response, ruin and recreate."""
