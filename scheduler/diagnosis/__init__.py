"""Why there is no roster (deletion filter, feasibility bounds) and why people are missing."""
