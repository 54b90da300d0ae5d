"""The shop folder: reading it, validating it, and what it holds."""
