"""The rules of the team that summary.json says are broken, against the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.violation import Violation
from scheduler.audit.facts.worked_shifts import WorkedShift
from scheduler.audit.figures.totals import SUMMARY, same, shown
from scheduler.audit.rules.team_rules import breaches

_Key = tuple[str, str, str, str]
COLUMN = "team_rules"
FIGURES = ("most", "hours")


def team_rule_summary(data: PlanData, worked: Sequence[WorkedShift]) -> Iterator[Violation]:
    """Stretches that are absent from summary.json, made up, or of wrong size."""
    if not data.shop.settings.team_rules or data.plan.summary is None or data.plan.roster is None:
        return
    listed = data.plan.summary.get(COLUMN)
    if not isinstance(listed, list):
        yield Violation("summary_absent", SUMMARY, column=COLUMN, expected=COLUMN)
        return
    told = {_key(entry): entry for entry in listed if isinstance(entry, Mapping)}
    right: dict[_Key, dict[str, float]] = {}
    for one in breaches(data, worked):
        times = (moment.isoformat(timespec="minutes") for moment in (one.start, one.end))
        start, end = times
        right[one.rule.name, one.other or "", start, end] = {"most": one.most, "hours": one.hours}
    for key in sorted(told.keys() | right.keys()):
        for figure in FIGURES:
            found, expected = told.get(key, {}).get(figure, 0), right.get(key, {}).get(figure, 0.0)
            if not same(found, expected):
                column = f"{COLUMN}[{key[0]} {key[2]}].{figure}"
                yield Violation(
                    "summary_figure", SUMMARY, column=column, expected=expected, found=shown(found)
                )


def _key(entry: Mapping[str, Any]) -> _Key:
    rule, agent, start, end = (str(entry.get(key, "")) for key in ("rule", "agent", "from", "until"))
    return rule, agent, start, end
