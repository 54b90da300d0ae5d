"""Diagnosis: why there is no roster, and why agents are missing.

``feasibility_bounds`` proves infeasibility by dynamic programming, without a solver; ``infeasibility`` finds
an irreducible infeasible subset (IIS) of rules by a deletion filter; ``shortages`` tells for each agent what
keeps them from an understaffed interval.
"""
