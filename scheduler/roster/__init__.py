"""Rostering: which agent works which shift, when the meals are, which queue is served when.

An integer programme with two engines. CP-SAT solves its compact formulation (a Boolean for each agent, day
and shift). The hybrid combines best-response local search with column generation (patterns of agents as
columns, priced by resource-constrained shortest paths), and alternates improvement operators: a day LP,
destroy and repair, ruin and recreate, CP-SAT's large neighbourhood search. ``docs/algorithm.md`` has the
pseudocode and the references.

Reading order, from the bottom up; no folder imports one above it:

- ``problem``: the statement in integers, the solution, the budget of deterministic work
- ``rules``: hard rules in canonical forms (sums, runs, successions)
- ``objective``: convex coverage costs, contracted hours, preferences, the breakdown
- ``assignment``: queues of a slot by augmenting paths, of a shift by dynamic programming; the activities
- ``team``: a roster under change, and the shortest path that finds an agent's best pattern
- ``local_search``: construction, annealing, ruin and recreate
- ``column_generation``: restricted master, pricing, Lagrangian bound, diving, destroy and repair, day LP
- ``cpsat``: the compact model, LNS, weekly decomposition
- ``hybrid``: the portfolio of operators
- ``solve``: the choice of the engine; ``client`` and ``worker`` run it in a subprocess
"""
