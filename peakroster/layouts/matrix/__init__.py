"""Rosters: people down and days across, or a row for each shift."""
