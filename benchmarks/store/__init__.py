"""The store under kills and under many hands."""
