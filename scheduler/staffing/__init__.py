"""Agents needed: stationary or time-varying, lateness curves, disaggregation of hours, explanation."""
