"""Column generation: a restricted master over patterns, pricing by shortest paths, bounds, and LP-based
heuristics.

A *column* is a feasible pattern of one class of interchangeable agents with its meals and breaks. Read
``columns``, ``coverage_rows`` and ``master`` (the restricted master problem), ``pricing`` (new columns by
resource-constrained shortest paths), ``lagrangian`` (the bound of any prices), ``generation`` (the loop, with
dual smoothing) and ``concurrent`` (the loop in a thread beside the search). ``diving`` and ``destroy_repair``
turn fractional solutions into rosters; ``day_lp`` reoptimises one day of many agents by an LP with implicit
breaks.
"""
