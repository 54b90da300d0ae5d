"""Scenarios: what would be otherwise, what the roster makes of it, and which of them is worth having.

In order: ``overrides`` (what is otherwise, as data), ``keeping`` (by name, in the store), ``people`` (who is
drawn), ``applying`` (a shop and a plan under a scenario), ``solving`` (a roster for it), ``results`` (kept
beside it), ``figures`` and ``comparing`` (side by side with the plan), ``adopting`` (one becomes the draft).
"""
