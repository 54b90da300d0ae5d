"""The tables of the shop folder, one module for each file."""
