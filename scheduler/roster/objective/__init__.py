"""The objective: convex piecewise-linear coverage costs, contracted hours, preferences, and their breakdown.

Read ``costs`` first: what a number of agents costs in one interval. ``preferences`` states the costs that
separate by agent (wishes, paid hours, contract, fairness) as start costs and soft sum constraints;
``contract_hours`` says how many hours are due. ``breakdown`` recomputes every term from a finished roster.
The unit is 1/1000 point.
"""
