"""The roster page: the grid, the panel of a cell, the actions, and what the changes amount to."""
