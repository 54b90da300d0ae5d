"""Planned against present: what an attendance system recorded, held to what people were told.

A file is read by the headers of the system that exported it (``sheet``, ``cells``, ``people``, ``records``).
Its punches become spells of presence (``spells``), which are compared with the roster by person and date
(``compare``) and by interval (``intervals``). From that follow the share of rostered time
that is really lost (``shrinkage``) and what was worked, for the rules of the next plan (``worked``).
"""
