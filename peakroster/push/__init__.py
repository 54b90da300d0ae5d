"""Sending a roster to an attendance system, and proof of what it then holds."""
