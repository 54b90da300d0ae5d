"""Meetings of a plan in words: when they are, and who misses them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from peakroster.messages import Translator
from peakroster.wording import listed
from scheduler.domain.plan import Plan

_MOST_NAMES, _MOST_TIMES = 8, 6


def meeting_lines(plan: Plan, translate: Translator, names: Mapping[str, str]) -> list[str]:
    """A line for each meeting of the plan; none without. names: agent id → name."""
    told = []
    for meeting in (plan.summary or {}).get("meetings") or ():
        code = "meeting_absent" if meeting["absent"] else "meeting"
        starts = [f"{datetime.fromisoformat(at):%H:%M}" for at in meeting["starts"]]
        why = meeting.get("why_absent") or {}
        absent = [_absent(each, why.get(each), names, translate) for each in meeting["absent"]]
        told.append(
            translate(
                f"commands.{code if meeting['starts'] else 'meeting_without_time'}",
                name=meeting["meeting"],
                day=date.fromisoformat(meeting["date"]),
                count=meeting["taking_part"],
                starts=_some(starts, _MOST_TIMES, translate),
                missing=len(absent),
                absent=_some(absent, _MOST_NAMES, translate),
            )
        )
    return told


def _absent(agent: str, why: str | None, names: Mapping[str, str], translate: Translator) -> str:
    """Who misses it, and what keeps them from it where the plan says so."""
    name = f"{agent} {names.get(agent, '')}".strip()
    if why is None:
        return name
    return translate("commands.meeting_absent_one", name=name, why=translate(f"commands.meeting_why_{why}"))


def _some(texts: list[str], most: int, translate: Translator) -> str:
    return listed([*texts[:most], *(["…"] if len(texts) > most else [])], translate)
