"""Finds how a table lies on a sheet: titles, two rows of headers, totals, hours across, people × days.

A file becomes sheets of text (``sheets``), each cell is read for what people write into it (``cells``), and
the place of everything on a sheet is found (``history``, ``lists``, ``matrix``). Where two readings fit, none
is taken: the sheet comes with a question (``questions``). Nothing here knows a shop's folder; names that
cells may mean are given (``known``).
"""
