"""The problem statement in integers, the solution, the errors, and the budget of a search.

Read ``problem`` (minutes, thousandths of an agent, positions instead of names), then ``solution`` (what a
search returns), ``skill_groups`` (agents who are interchangeable at a desk) and ``budget`` (deterministic
work that ends every search at the same place on every run; the clock is only a guard).
"""
