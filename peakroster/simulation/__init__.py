"""Simulation of a rostered plan: are the service targets met, and where not?

In order: ``clock`` (wall clock to elapsed seconds), ``simulation_input`` (queues, intervals and what counts),
``rostered_work`` (who is at which desk when, absences), ``demand`` (expected arrivals of each replication),
``replications`` (the runs of :mod:`scheduler.simulation`), ``statistics`` (ratio estimates with confidence
intervals, attainment of targets), ``report`` (the files).
"""
