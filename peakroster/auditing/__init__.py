"""The audit of a shop's written plan, and what its hard rules and locks forbid before any plan is made."""

from peakroster.auditing.collisions import lock_collisions
from peakroster.auditing.plan import audit_plan, audit_written, is_adopted, parts_of
from peakroster.auditing.remembered import audit_remembering
from peakroster.auditing.words import as_json, describe, describe_plainly

__all__ = [
    "as_json",
    "audit_plan",
    "audit_remembering",
    "audit_written",
    "describe",
    "describe_plainly",
    "is_adopted",
    "lock_collisions",
    "parts_of",
]
