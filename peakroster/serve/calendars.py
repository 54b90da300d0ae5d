"""Calendars out of publications: what was told of each shift, one publication after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from peakroster.exports.subscription import (
    CalendarFacts,
    Entry,
    Told,
    shift_entries,
    subscription,
    team_entries,
)
from peakroster.messages import Translator
from peakroster.serve.published import Publication
from peakroster.serve.rosters import LoadedRoster, View
from peakroster.serve.standing import works

_MONTHS_BACK = 1
"""A calendar begins with last month: older shifts are in phones that had them, and in nobody's way."""

Entries = Callable[[Iterable[Mapping[str, Any]]], dict[str, Entry]]
"""Rows of one date, worked ones and, of one person, leave → UID → event."""


@dataclass(frozen=True)
class _Moment:
    """A publication, or the taking back of one. number: how many came before it."""

    publication: Publication
    at: datetime
    number: int
    withdraws: bool


def first_shown(today: date) -> date:
    """The first date of calendars that are asked for today."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def calendar(
    view: View, facts: CalendarFacts, agent: str | None, first: date, translate: Translator
) -> bytes:
    """The calendar of one person, or of the team (None), from ``first`` on."""
    last = max((each.last_day for each in view.publications), default=first)
    last = max(first, last)

    def entries(rows: Iterable[Mapping[str, Any]]) -> dict[str, Entry]:
        make = team_entries if agent is None else shift_entries
        return make(facts, rows, translate)

    told = _told(view, agent, first, last, entries)
    return subscription(facts, _title(view, facts, agent, translate), told, first, last, translate)


def _told(view: View, agent: str | None, first: date, last: date, entries: Entries) -> dict[str, list[Told]]:
    """UID → what was said of it at each moment, and at last what holds now."""
    told: dict[str, list[Told]] = {}
    of_day: dict[date, set[str]] = {}
    moments = _moments(view.publications)

    def say(day: date, number: int, at: datetime, said: Mapping[str, Entry]) -> None:
        known = of_day.setdefault(day, set())
        known.update(said)
        for uid in sorted(known):
            told.setdefault(uid, []).append(Told(number, at, said.get(uid)))

    for moment in moments:
        publication = moment.publication
        rows = None if moment.withdraws else view.roster(publication)
        for day in _days(max(first, publication.first_day), min(last, publication.last_day)):
            if rows is not None:
                say(day, moment.number, moment.at, entries(_worked(rows, day, agent)))
    if any(moment.withdraws for moment in moments):  # an older plan may hold again, or none
        holds = {
            day: view.roster(stretch.publication)
            for stretch in view.stretches(first, (last - first).days + 1)
            for day in _days(stretch.first, stretch.last)
        }
        end = moments[-1]
        taken_back = max(moment.at for moment in moments if moment.withdraws)
        for day in of_day:
            now = entries(_worked(holds[day], day, agent)) if day in holds else {}
            if any(told[uid][-1].entry != now.get(uid) for uid in of_day[day] | now.keys()):
                say(day, end.number, taken_back, now)
    return told


def _moments(publications: Iterable[Publication]) -> list[_Moment]:
    """Publications and withdrawals in order of time; one that is published always comes before its end."""
    happened = [(each.at, 0, place, each) for place, each in enumerate(publications)]
    happened += [
        (each.withdrawn_at, 1, place, each) for _, _, place, each in happened if each.withdrawn_at is not None
    ]
    happened.sort(key=lambda each: each[:3])
    return [
        _Moment(publication, at, number, bool(withdraws))
        for number, (at, withdraws, _, publication) in enumerate(happened)
    ]


def _worked(roster: LoadedRoster, day: date, agent: str | None) -> list[Mapping[str, Any]]:
    rows = map(json.loads, roster.of_dates(day, day, agent))
    return [row for row in rows if works(row) or (agent is not None and _is_leave(row))]


def _is_leave(row: Mapping[str, Any]) -> bool:
    """Whether a row says that somebody is on leave and has no shift."""
    return bool(row["is_rest"] and row.get("leave")) and row["status"] != "cancelled"


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=offset) for offset in range((last - first).days + 1))


def _title(view: View, facts: CalendarFacts, agent: str | None, translate: Translator) -> str:
    if agent is None:
        return translate("exports.calendar_team", shop=facts.name)
    for publication in reversed(view.publications):
        rows = view.roster(publication).by_agent.get(agent)
        if rows:
            name = json.loads(next(iter(rows.values())))["employee_name"]
            return translate("exports.calendar_title", shop=facts.name, agent=name)
    return translate("exports.calendar_title", shop=facts.name, agent=agent)
