"""Rosters against published instances, generated weeks and the sample shop made larger."""
