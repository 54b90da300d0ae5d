"""Every figure of a plan, recomputed with formulas of the audit's own."""
