"""Why a shift is another than its agent was told: whose shift is gone, and through whom that is felt.

A cause is a link: to somebody whose shift is lost, or to a colleague whose shift, or queue, is another one
now. Links of colleagues go on with theirs, so that a chain tells all that lies between a change and what has
happened: A covers for B, who covers for C, who is ill.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from peakroster.planning.roster.told import Lost, ToldRoster
from scheduler.roster.problem.problem import MINUTES_PER_DAY, Problem, Told
from scheduler.roster.problem.solution import Activity

Reason = Literal["absent", "rules", "lock", "gone", "colleague", "queue", "exchange", "need"]
"""Of a lost shift at these hours; a colleague whose shift, or whose queue, is another one now; another day of
the same agent; people missing, or too many, by themselves."""

Span = tuple[int, int]
Cell = tuple[int, int]
Changes = Sequence[tuple[Told, int | None]]
_NO_QUEUE = -1


@dataclass(frozen=True)
class Link:
    """One cause. whom: an agent's id, or of an exchange the other date. follows: what comes next, the cause
    of a colleague's changed cell, or the link to whoever's customers the colleague now serves."""

    reason: Reason
    whom: str
    follows: Cell | Link | None = None


class Causes:
    """The causes of all changes of a roster that was made anew.

    Parameters
    ----------
    changes
        Each with the shift that it is now.
    spans
        Of each change, minutes of the plan at which it gains something; None = its new shift's.
    before, now
        Activities as people were told, and as they are.
    """

    def __init__(
        self,
        told: ToldRoster,
        first_day: date,
        changes: Changes,
        spans: Mapping[Cell, Span | None],
        before: Sequence[Activity],
        now: Sequence[Activity],
    ) -> None:
        self._told, self._first_day, self._changes, self._spans = told, first_day, changes, spans
        self._activities = before, now
        self._links = {(one.agent, one.day): self._link(one, shift) for one, shift in changes}

    def chain(self, one: Told) -> tuple[Link, ...]:
        """The cause of this change, and the causes of that, as far as they are others' lost or changed
        shifts."""
        link: Link | None = self._links[one.agent, one.day]
        found, seen = [], {(one.agent, one.day)}
        while link is not None:
            found.append(link)
            if isinstance(link.follows, Link):
                link = link.follows
            elif link.follows is None or link.follows in seen:
                link = None
            else:
                seen.add(link.follows)
                link = self._links[link.follows]
                if link.reason in ("exchange", "need"):
                    link = None
        return tuple(found)

    def _link(self, one: Told, shift: int | None) -> Link:
        problem = self._told.problem
        if shift is not None:
            span = self._spans[one.agent, one.day] or span_of(problem, one.day, shift)
            found = self._of_others(one, span)
            if found is not None:
                return found
        own = [other for other, _ in self._changes if other.agent == one.agent and other.day != one.day]
        if own:
            nearest = min(own, key=lambda other: abs(other.day - one.day))
            return Link("exchange", (self._first_day + timedelta(days=nearest.day)).isoformat())
        return Link("need", "")

    def _of_others(self, one: Told, span: Span) -> Link | None:
        """Whose shift is gone from these hours: of those who could serve the same customers, then of others
        whose customers somebody has taken over from the same."""
        for candidates in (self._lost, self._left):
            near = [
                (_overlap(span, hours), agent, link)
                for hours, agent, link in candidates
                if agent != one.agent and self._serve_together(one.agent, agent)
            ]
            most, _, link = max(near, key=lambda each: each[0], default=(0, 0, None))
            if most and link is not None:
                return link
        for candidates in (self._lost, self._left):
            bridges = [
                (minutes, colleague, link)
                for hours, agent, link in candidates
                if agent != one.agent and not self._serve_together(one.agent, agent)
                for minutes, colleague in [self._between(one.agent, agent, span, hours)]
            ]
            most, colleague, link = max(bridges, key=lambda each: each[0], default=(0, 0, None))
            if most and link is not None:
                return Link("queue", self._told.problem.agents[colleague].id, link)
        return None

    @cached_property
    def _lost(self) -> list[tuple[Span, int, Link]]:
        """Hours, agent and cause of each lost shift of somebody who is still in the files."""
        problem = self._told.problem
        return [
            (span_of(problem, (one.day - self._first_day).days, one.shift), one.agent, _gone(one))
            for one in self._told.lost
            if one.shift is not None and one.agent is not None
        ]

    @cached_property
    def _left(self) -> list[tuple[Span, int, Link]]:
        """The same of shifts that are others now."""
        problem = self._told.problem
        return [
            (
                span_of(problem, other.day, other.shift),
                other.agent,
                Link("colleague", problem.agents[other.agent].id, (other.agent, other.day)),
            )
            for other, _ in self._changes
            if other.shift is not None
        ]

    def _between(self, one: int, other: int, *spans: Span) -> tuple[int, int]:
        """For how many minutes of all the spans somebody serves customers of ``other`` who was told to serve
        those of ``one``, and who that is."""
        problem = self._told.problem
        first, last = max(span[0] for span in spans), min(span[1] for span in spans)
        if last <= first:
            return 0, 0
        slots = slice(first // problem.interval_minutes, -(-last // problem.interval_minutes))
        before, now = (table[:, slots] for table in self._serving)
        theirs, mine = (sorted(problem.agents[each].skills) for each in (other, one))
        moved = np.isin(before, mine) & np.isin(now, theirs) & (before != now)
        moved[[one, other]] = False
        minutes = moved.sum(axis=1) * problem.interval_minutes
        return int(minutes.max(initial=0)), int(minutes.argmax()) if len(minutes) else 0

    @cached_property
    def _serving(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Queue that each agent was told to serve in each slot, and serves."""
        problem = self._told.problem
        slots = (problem.days + 1) * MINUTES_PER_DAY // problem.interval_minutes
        tables = []
        for rows in self._activities:
            table = np.full((len(problem.agents), slots), _NO_QUEUE)
            for row in rows:
                if row.what >= 0:
                    first, last = (minute // problem.interval_minutes for minute in (row.start, row.end))
                    table[row.agent, first:last] = row.what
            tables.append(table)
        return tables[0], tables[1]

    def _serve_together(self, one: int, other: int) -> bool:
        agents = self._told.problem.agents
        return bool(agents[one].skills & agents[other].skills)


def span_of(problem: Problem, day: int, shift: int) -> Span:
    """Minutes of the plan from start to end of a shift on this day."""
    times, midnight = problem.shifts[shift], day * MINUTES_PER_DAY
    return midnight + times.start, midnight + times.end


def told_links(links: Sequence[Link]) -> Iterator[dict[str, str]]:
    """The links as they are written."""
    for link in links:
        yield {"agent_id": link.whom, "reason": link.reason}


def _gone(one: Lost) -> Link:
    return Link(one.why, one.agent_id)


def _overlap(one: Span, other: Span) -> int:
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))
