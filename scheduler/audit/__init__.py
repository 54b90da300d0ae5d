"""The audit: every hard rule and every figure of a written plan, recomputed from scratch.

It knows the rules by their text in the description of the file formats and shares no code with the model
that made the roster, so that one's error is not the other's blind spot. Plain counting, a queue worked out
state by state, no solver.
"""

from scheduler.audit.check import PARTS, agent_rules, audit
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import CODES, EARLIER, Reference, Violation

__all__ = ["CODES", "EARLIER", "PARTS", "PlanData", "Reference", "Violation", "agent_rules", "audit"]
