"""Meetings of a plan in words: when they are, and who misses them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from peakroster.messages import Translator
from scheduler.domain.plan import Plan

_MOST_NAMES, _MOST_TIMES = 8, 6


def meeting_lines(plan: Plan, translate: Translator, names: Mapping[str, str]) -> list[str]:
    """A line for each meeting of the plan; none without. names: agent id → name."""
    told = []
    for meeting in (plan.summary or {}).get("meetings") or ():
        code = "meeting_absent" if meeting["absent"] else "meeting"
        starts = [f"{datetime.fromisoformat(at):%H:%M}" for at in meeting["starts"]]
        absent = [f"{each} {names.get(each, '')}".strip() for each in meeting["absent"]]
        told.append(
            translate(
                f"commands.{code if meeting['starts'] else 'meeting_without_time'}",
                name=meeting["meeting"],
                day=date.fromisoformat(meeting["date"]),
                count=meeting["taking_part"],
                starts=_some(starts, _MOST_TIMES),
                missing=len(absent),
                absent=_some(absent, _MOST_NAMES),
            )
        )
    return told


def _some(texts: list[str], most: int) -> str:
    return ", ".join(texts[:most]) + (", …" if len(texts) > most else "")
