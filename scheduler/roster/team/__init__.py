"""A roster that is changed one agent at a time: static model, mutable state, and shortest paths through
shifts.

Read ``agent_models`` (rules and wishes of one agent as arrays: start costs, a succession automaton, resource
windows), ``shortest_path`` (the best feasible pattern of one agent against prices, a resource-constrained
shortest path solved by labelling), ``individual_cost`` (agent-separable cost of a pattern),
``coverage_state`` (marginal coverage costs, slot by slot), ``model`` (everything that does not change), then
``team`` (the roster itself: insert, remove, best response). ``shifts`` reads the worked shifts out of it.
"""
