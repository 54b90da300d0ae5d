"""Playing a rostered week against customers: is the promise kept, and where not?

In a line: ``clock`` (elapsed seconds of the wall clock), ``scene`` (queues, intervals, what counts),
``people`` (who is at which desk when, and who is away), ``demand`` (how many customers are to come),
``play`` (all replications), ``figures`` (what came of it), ``content`` (the files).
"""
