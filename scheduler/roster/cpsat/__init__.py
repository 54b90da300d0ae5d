"""The CP-SAT engine: one model of the whole plan, large neighbourhood search, weekly decomposition."""
