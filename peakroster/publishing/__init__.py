"""Draft to published: what people are told is a version with a number that never changes.

``published`` reads publications, ``publish`` makes one, ``differences`` compares two rosters by person and
day, ``words`` says it. The plan in ``plans`` is the draft.
"""
