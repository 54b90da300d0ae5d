"""The roster problem as integers, its solution, its errors and the budget of a search."""
