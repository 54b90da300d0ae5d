"""From nothing to a shop that plans: five answers, or files as people have them, and what is still missing.

``kinds`` knows what is usual on a platform, ``shifts`` proposes shifts for opening hours, ``files`` says what
files tell by themselves, ``making`` puts all of it in place at once.
"""
