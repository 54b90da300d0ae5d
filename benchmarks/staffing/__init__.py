"""Agents needed: against other packages, exact chains and plain simulations."""
