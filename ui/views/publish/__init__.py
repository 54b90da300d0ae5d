"""The publish page: tell people, send to their systems, hand on files, look back, bring back, the log."""
