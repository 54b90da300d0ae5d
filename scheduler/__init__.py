"""Demand in, roster out: queueing, staffing, the roster problem, its model and its audit.

Knows no forecaster, files or screens.
"""
