"""CP-SAT engine: the compact model, an initial solution, large neighbourhood search, and weekly
decomposition.

The model has a Boolean for each agent, day and shift; meals and queue service are counts per skill group.
Read ``variables``, ``constraints``, ``objective`` and ``model`` (assembly, and the exact search), then
``relaxation``, ``packing``, ``greedy_fill`` and ``construct`` (LP rounding and warm starts), ``fixing`` and
``lns`` (large neighbourhood search), and the two strategies: ``full_horizon`` (LNS and exact search in
parallel) and ``weekly_decomposition`` (Lagrangian decomposition into ``weekly_subproblems``). ``meals`` gives
the counts of meals to people; ``progress`` reports better rosters and bounds.
"""
