"""Rosters of large teams: the best legal pattern of one person at a time, and prices that make them agree."""
