"""Each agent as an automaton, the coverage they give together, and shortest paths through shifts."""
