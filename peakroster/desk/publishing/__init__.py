"""What a manager does with a finished plan: tell people, send it to their systems, look back, bring back.

``told`` compares the draft with what people know, ``sending`` pushes and mends the mapping, ``versions``
looks at earlier plans and restores one, ``history`` reads the log.
"""
