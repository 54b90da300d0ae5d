"""The rules of a plan by person: who was not touched by a change need not be audited again.

The same audit, of fewer people: nothing in it is computed in another way. What ties people together, rules of
the team and meetings, is looked at again whole. The figures of a plan are not; they follow from the same
change, and the whole audit (:func:`peakroster.auditing.remembered.audit_remembering`) recomputes them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scheduler.audit import PlanData, Reference, Violation, audit
from scheduler.audit.facts.shared_teams import as_rostered
from scheduler.audit.facts.worked_shifts import corrected, written_rows
from scheduler.audit.rules.roster_rows import usable
from scheduler.audit.rules.team_rules import team_rules
from scheduler.domain.plan import Plan

_PARTS = ("roster", "activities")
_TABLES = {"roster.csv": "roster", "activities.csv": "activities"}
_FIRST_ROW = 2
"""Of a table, as a spreadsheet numbers it."""


@dataclass(frozen=True)
class RulesAudit:
    """Broken rules of a plan.

    of_agent: by id, rows counted from the agent's first one. of_all: those of nobody alone. extends: whether
    an audit of fewer people may go on from here.
    """

    of_agent: Mapping[str, tuple[Violation, ...]]
    of_all: tuple[Violation, ...]
    extends: bool

    def violations(self, data: PlanData) -> tuple[Violation, ...]:
        """All of them, rows as in the plan's tables."""
        first = _first_rows(data)
        found = [
            _with_rows(each, first, agent, 1) for agent in self.of_agent for each in self.of_agent[agent]
        ]
        return (*found, *self.of_all)


def audit_rules(data: PlanData) -> RulesAudit:
    """Every rule of shifts and activities, of everybody."""
    roster = data.plan.roster
    # Without a requirement nobody is counted into the intervals: only an empty roster asks for that.
    light = data if roster is None or roster.empty else replace(data, plan=_light(data))
    found = [each for each in audit(light, _PARTS) if each.code != "file_absent" or light is data]
    known, first = {agent.id for agent in data.agents}, _first_rows(data)
    of_agent: dict[str, list[Violation]] = {}
    of_all = []
    for each in found:
        if each.agent in known and each.code not in ("team_rule", "roster_empty"):
            of_agent.setdefault(each.agent or "", []).append(_with_rows(each, first, each.agent or "", -1))
        else:
            of_all.append(each)
    extends = first is not None and not any(each.code != "team_rule" for each in of_all)
    return RulesAudit({agent: tuple(own) for agent, own in of_agent.items()}, tuple(of_all), extends)


def audit_rules_again(data: PlanData, before: RulesAudit, touched: Collection[str]) -> RulesAudit:
    """The same after a change that touched the shifts, activities, locks or leave of these people alone."""
    roster = data.plan.roster
    if not before.extends or roster is None or roster.empty or _first_rows(data) is None:
        return audit_rules(data)
    together = {agent for meeting in data.shop.meetings for agent in meeting.agents}
    anew = {*touched, *together}
    found = audit_rules(_of(data, anew)) if anew else RulesAudit({}, (), extends=True)
    if not found.extends:
        return audit_rules(data)
    of_agent = {agent: own for agent, own in before.of_agent.items() if agent not in anew}
    return RulesAudit({**of_agent, **found.of_agent}, tuple(_of_the_team(data)), extends=True)


def _of_the_team(data: PlanData) -> list[Violation]:
    if not data.shop.settings.team_rules:
        return []
    rows = usable(as_rostered(data), written_rows(data))
    return list(team_rules(data, corrected(rows, {shift.name: shift for shift in data.shifts})))


def _light(data: PlanData) -> Plan:
    return replace(data.plan, forecast=None, requirement=None, coverage=None)


def _of(data: PlanData, people: Collection[str]) -> PlanData:
    """The data with nobody else in it, and without rules of the team."""
    shop, plan, earlier = data.shop, data.plan, data.earlier
    return PlanData(
        replace(
            shop,
            agents=tuple(agent for agent in shop.agents if agent.id in people),
            requests=tuple(one for one in shop.requests if one.agent_id in people),
            locks=tuple(lock for lock in shop.locks if lock.agent_id in people),
            settings=replace(shop.settings, team_rules=()),
        ),
        replace(
            _light(data),
            roster=None if plan.roster is None else _rows_of(plan.roster, people),
            activities=None if plan.activities is None else _rows_of(plan.activities, people),
        ),
        replace(
            earlier,
            roster=_rows_of(earlier.roster, people),
            activities=_rows_of(earlier.activities, people),
        ),
    )


def _rows_of(table: pd.DataFrame, people: Collection[str]) -> pd.DataFrame:
    return table[table["agent_id"].isin(list(people))].reset_index(drop=True)


_FirstRows = Mapping[str, Mapping[str, int]]


def _first_rows(data: PlanData) -> _FirstRows | None:
    """By table and agent, the first row; None where somebody's rows do not lie together."""
    found: dict[str, dict[str, int]] = {}
    for file, name in _TABLES.items():
        table = getattr(data.plan, name)
        if table is None:
            continue
        agents = table["agent_id"].to_numpy(dtype=object)
        begins = np.flatnonzero(agents[1:] != agents[:-1]) + 1 if len(agents) else np.array([], dtype=int)
        places = [0, *begins.tolist()] if len(agents) else []
        firsts = {str(agents[place]): place + _FIRST_ROW for place in places}
        if len(firsts) != len(places):
            return None
        found[file] = firsts
    return found


def _with_rows(violation: Violation, first: _FirstRows | None, agent: str, sign: int) -> Violation:
    """Rows counted from the agent's first one (sign -1), or from the table's (1)."""
    if first is None:
        return violation

    def moved(file: str, row: int | None) -> int | None:
        return row if row is None or file not in first else row + sign * first[file].get(agent, 0)

    references = tuple(
        Reference(one.file, moved(one.file, one.row), one.day, one.shift) for one in violation.references
    )
    return replace(violation, row=moved(violation.file, violation.row), references=references)
