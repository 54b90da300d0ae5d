"""Rosters for attendance systems and for people: one neutral table that every format is made from.

``dispatch`` writes any format, ``neutral`` makes the table, ``formats`` names the formats without loading
what they are written with.
"""
