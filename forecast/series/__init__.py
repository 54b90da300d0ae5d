"""The hourly series as the methods read it: calendar, grid of hours, outliers, notes on what was found."""
