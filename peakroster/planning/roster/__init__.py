"""From the requirement to the roster tables: the problem, its limits and weights, tables and summary."""
