"""The regression on the history: level, weekly profile, features of the day, noise of days and hours."""
