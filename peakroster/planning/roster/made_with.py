"""The settings that a plan was made with, and which of them are others now.

A plan keeps what shop.toml stated when its requirement was made, and what it stated of the roster when its
roster was. A plan that is older than a setting is then told so, instead of as broken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peakroster.shop.settings.stated import changed_settings
from peakroster.tables.findings import Finding
from scheduler.domain.plan import Plan

MADE_WITH = "made_with"
"""Key of summary.json: what shop.toml stated, key by key; absent from plans of before it was kept."""
_OF_ROSTER = ("rules", "objective", "fairness", "team_rules", "rotation", "overtime", "statutory_holidays")
"""Sections of shop.toml that only the roster follows."""
_WITHOUT_EFFECT = ("name",)
_FILE = "shop.toml"


def made_with(stated: Mapping[str, str], summary: Mapping[str, Any] | None) -> dict[str, str]:
    """What a plan keeps whose roster is made now. summary: of the plan whose requirement it has, if any."""
    before = (summary or {}).get(MADE_WITH)
    if not isinstance(before, Mapping):
        return dict(stated)
    of_demand = {name: str(value) for name, value in before.items() if not _is_of_roster(name)}
    return {**of_demand, **{name: value for name, value in stated.items() if _is_of_roster(name)}}


def settings_changed(stated: Mapping[str, str], plan: Plan, *, roster: bool = True) -> tuple[Finding, ...]:
    """A warning for each setting that is another one than the plan was made with.

    roster: with those that only the roster follows, which a roster that is made now follows anyway. A
    requirement of the shop's own follows no settings.
    """
    before = (plan.summary or {}).get(MADE_WITH)
    if not isinstance(before, Mapping):
        return ()
    found = []
    for name, then, now in changed_settings({key: str(value) for key, value in before.items()}, stated):
        of_roster = _is_of_roster(name)
        if name in _WITHOUT_EFFECT or (of_roster and not roster):
            continue
        if not of_roster and "requirement" in plan.own:
            continue
        code = "settings_changed_roster" if of_roster else "settings_changed"
        details = {"before": then or "–", "now": now or "–", "first": f"{plan.first_day}"}
        found.append(Finding("warning", code, _FILE, None, name, now, details))
    return tuple(found)


def _is_of_roster(name: str) -> bool:
    return name.replace("[", ".").partition(".")[0] in _OF_ROSTER
