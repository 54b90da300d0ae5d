"""Local search over agents' whole patterns: best responses, simulated annealing, ruin and recreate.

The move is a *best response*: an agent's cheapest feasible pattern against everybody else's (best-response
dynamics, or block-coordinate descent over agents). Read ``construction`` (the initial roster),
``ruin_and_recreate`` (remove a few agents, re-insert them in another order, undo what is dearer) and
``annealing`` (the same while smoothed costs are made exact, step by step). ``incumbent`` keeps the best
roster; ``charging`` pays for shortest paths.
"""
