"""Words that the store keeps with a row; known without loading a database library."""

from __future__ import annotations

PUBLISHED, CANCELLED = "published", "cancelled"
"""States of a person's day in a publication. Cancelled: told before, and no longer part of the plan."""
