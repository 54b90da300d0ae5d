"""Shift design: the best catalogue of at most so many shifts for a demand over days or weeks."""
