"""Alternatives to a roster at hand: who else could work a shift, and by which exchange.

``standing_roster`` loads the roster as it is, legal or not; ``exchanges`` finds who could take one of its
shifts, swaps of two and chains of three; ``objections`` says which rules keep somebody from it, in the words
of the audit.
"""
