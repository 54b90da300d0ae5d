"""Hybrid search for large teams: local search and column generation in parallel, then a portfolio of
operators.

Read ``engine`` (the phases), ``portfolio`` (adaptive operator selection: day LP, ruin and recreate, destroy
and repair, CP-SAT) and ``cpsat_moves`` (CP-SAT's large neighbourhood search as an operator on the team's
roster).
"""
