"""Demand as a manager looks at it: what came and will come, past promotions beside the coming one, how good
past forecasts were, and the tables of promotions and of the shop's own figures, edited."""
