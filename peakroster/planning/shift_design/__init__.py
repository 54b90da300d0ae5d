"""Shift design: the shop and its requirement as a design problem, and the answer as a catalogue."""
