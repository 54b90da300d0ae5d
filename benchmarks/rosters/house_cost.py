"""What a roster costs in the objective of the house, counted once more from its shifts and activities.

Prices of intervals are those of the audit, which shares no code with the engine; the rest follows the text of
docs/reference/settings.md. Like the objective it leaves nothing out but the morning that no shift reaches.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, cached_property
from math import inf

import numpy as np
from numpy.typing import NDArray

from benchmarks.rosters.coverage import serving
from benchmarks.rosters.legal import Worked, at_night, may_start, ordinary_day, overtime_kinds, worked
from scheduler.audit.facts.plan_data import ObjectiveWeights
from scheduler.audit.figures.price import Curve, straight
from scheduler.domain.rules import Rules
from scheduler.roster.problem.joint_rows import ANYTHING, NOTHING
from scheduler.roster.problem.late_curve import LateCurve
from scheduler.roster.problem.problem import THOUSANDTHS, Problem
from scheduler.roster.problem.solution import STANDBY, Activity, Assignment

_DAY = 1440


class _Late(Curve):
    """A curve of the problem, as the audit asks for it."""

    def __init__(self, curve: LateCurve) -> None:
        self._agents = np.array(curve.agents) / THOUSANDTHS
        self._late = np.array(curve.late)

    def price_of(self, people: float) -> float:
        return float(np.interp(people, self._agents, self._late))


class HouseCost:
    """The cost of rosters of one problem, in points; as ``Solution.objective``, but for its rounding.

    The objective counts in whole units of 1/1000 point for each person and interval.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._hours = problem.interval_minutes / 60
        names = ObjectiveWeights.__dataclass_fields__
        self._weights = ObjectiveWeights(**{name: getattr(problem.weights, name) for name in names})
        self._price = cache(self._points)

    def of(self, assignments: Sequence[Assignment], activities: Sequence[Activity]) -> float:
        """The cost of a roster."""
        return self.of_search(assignments, activities) + self._without_a_place(assignments, activities)

    def of_search(self, assignments: Sequence[Assignment], activities: Sequence[Activity]) -> float:
        """The same where whoever works a shift that could hold a meeting takes part in it."""
        standby = sum(a.end - a.start for a in activities if a.what == STANDBY) / 60
        return (
            self.of_intervals(serving(self.problem, activities))
            + self.of_people(assignments)
            + self.problem.weights.overstaffing * standby
        )

    def of_intervals(self, there: NDArray[np.int64]) -> float:
        """Lateness, shortage and hours beyond need with so many agents; shape (queues, slots)."""
        total = 0.0
        last = max([_DAY, *(shift.end for shift in self.problem.shifts)]) - _DAY
        end = self.problem.days * _DAY + last
        for queue, slot in np.argwhere(self.problem.open).tolist():
            if slot * self.problem.interval_minutes < end:
                known, required = self.demand(queue, slot)
                total += self._price(int(there[queue, slot]), required, known)
        return total

    def demand(self, queue: int, slot: int) -> tuple[LateCurve | None, float]:
        """Who is late, and the agents required, in an interval."""
        if self.problem.unplannable[queue, slot]:
            return None, 0.0
        required = float(self.problem.required[queue, slot]) / THOUSANDTHS
        return self.problem.late.get((queue, slot)), required

    def of_people(self, assignments: Sequence[Assignment]) -> float:
        """What depends on shifts alone; a meeting is missed by whoever works no shift that could hold it."""
        return (
            self._contract(assignments)
            + self._paid(assignments)
            + self._beyond(assignments)
            + self._wishes(assignments)
            + self._fairness(assignments)
            + self._away(assignments)
            + self._jumping(assignments)
            + self._alone(assignments)
            + self._shift_cover(assignments)
            + self._meetings(assignments)
            + self._together(assignments)
            + self._told(assignments)
            + self._out_of_turn(assignments)
            + self._weekends(assignments)
        )

    def _points(self, people: int, required: float, known: LateCurve | None) -> float:
        curve = None if known is None else _Late(known)
        return straight(people, required, self._hours, self._weights, curve).points

    def _contract(self, assignments: Iterable[Assignment]) -> float:
        """The minutes due in each week, less the paid minutes."""
        problem = self.problem
        paid = Counter[tuple[int, int]]()
        for a in assignments:
            paid[a.agent, problem.week(a.day)] += problem.shifts[a.shift].paid_minutes
        missing = 0
        for position, agent in enumerate(problem.agents):
            if not agent.min_minutes_week:
                continue
            for week in sorted({problem.week(day) for day in range(problem.days)}):
                missing += max(0, self._due(position, week) - paid[position, week])
        return round(problem.weights.contract / 60, 3) * missing

    def _due(self, position: int, week: int) -> int:
        """The weekly minimum by the days on which the agent can work, of those that ``weekdays`` allows; at
        most what the week can hold beside earlier plans, whatever is locked.
        """
        problem, agent = self.problem, self.problem.agents[position]
        days = [day for day in range(problem.days) if problem.week(day) == week]
        there = sum(
            day not in agent.leave
            and not self._is_away(position, day)
            and (agent.weekdays is None or problem.weekday(day) in agent.weekdays)
            and (agent.employed_from is None or day >= agent.employed_from)
            and (agent.employed_until is None or day <= agent.employed_until)
            and self._has_turn(position, day)
            for day in days
        )
        monday = days[0] - problem.weekday(days[0])
        weekdays = range(7) if agent.weekdays is None else agent.weekdays
        available = max(1, sum(self._has_turn(position, monday + weekday) for weekday in weekdays))
        share = round(agent.min_minutes_week * there / available)
        return min(share, self._most_in(position, week, days))

    def _has_turn(self, position: int, day: int) -> bool:
        """Whether a hard rotation has a shift on the day; always without one."""
        turns = self.problem.agents[position].rotation
        if turns is None or not turns.hard:
            return True
        return turns.entries[(turns.phase + day) % len(turns.entries)] != frozenset()

    def _is_away(self, position: int, day: int) -> bool:
        """Whether leave by hours, that of the evening before included, leaves no shift of the day."""
        agent, shifts = self.problem.agents[position], range(len(self.problem.shifts))
        if all(until <= day * _DAY or (day + 1) * _DAY <= since for since, until in agent.away):
            return False
        return not any(may_start(self._free, position, day, s) for s in shifts)

    @cached_property
    def _free(self) -> Problem:
        """Without overtime, without what was decided, and with nobody tired from earlier plans."""
        people = tuple(replace(agent, past=()) for agent in self.problem.agents)
        rules = self._ordinary_rules()
        return replace(self.problem, locks=(), not_before=None, rules=rules, agents=people)

    def _ordinary_rules(self) -> Rules:
        rules = self.problem.rules
        if rules.overtime is None:
            return rules
        week = min(rules.overtime.ordinary_hours_week, rules.max_hours_per_week or 168)
        hours = ordinary_day(self.problem) / 60
        return replace(rules, overtime=None, max_hours_per_day=hours, max_hours_per_week=week)

    def _most_in(self, position: int, week: int, days: Sequence[int]) -> int:
        """Most paid minutes of a week within its limits on minutes, days and nights, rest and runs apart."""
        problem, agent, rules = self.problem, self.problem.agents[position], self._ordinary_rules()
        past = [
            Worked(p.day, p.start, p.end, p.paid_minutes, p.shift)
            for p in agent.past
            if problem.week(p.day) == week
        ]
        shops = None if rules.max_hours_per_week is None else 60 * rules.max_hours_per_week
        maxima = [most for most in (agent.max_minutes_week, shops) if most is not None]
        caps = (min(maxima, default=None), rules.max_days_per_week, rules.max_night_shifts_per_week)
        spent = (
            sum(shift.paid for shift in past),
            len({shift.day for shift in past}),
            sum(at_night(problem, shift) for shift in past),
        )
        left = [inf if cap is None else max(0, cap - used) for cap, used in zip(caps, spent, strict=True)]
        states = {(0, 0, 0)}
        for day in days:
            more = set(states)
            for s, shift in enumerate(problem.shifts):
                if may_start(self._free, position, day, s):
                    start = day * _DAY
                    row = Worked(day, start + shift.start, start + shift.end, shift.paid_minutes, s)
                    night = int(at_night(problem, row))
                    more |= {(paid + row.paid, on + 1, nights + night) for paid, on, nights in states}
            states = {state for state in more if all(x <= cap for x, cap in zip(state, left, strict=True))}
        return max(state[0] for state in states)

    def _paid(self, assignments: Iterable[Assignment]) -> float:
        agents, shifts = self.problem.agents, self.problem.shifts
        paid = sum(
            agents[a.agent].hourly_cost * shifts[a.shift].paid_minutes / 60 * shifts[a.shift].pay_share
            for a in assignments
        )
        return self.problem.weights.cost * paid

    def _beyond(self, assignments: Iterable[Assignment]) -> float:
        """What holidays and overtime cost beyond the ordinary hour: week by week, less that of earlier
        plans."""
        problem, weights = self.problem, self.problem.weights
        points = 0.0
        weeks: dict[tuple[int, int], list[Worked]] = {}
        for position, shifts in enumerate(worked(problem, assignments)):
            hourly = weights.cost * problem.agents[position].hourly_cost
            for shift in shifts:
                weeks.setdefault((position, problem.week(shift.day)), []).append(shift)
                if shift.day >= 0:
                    share = problem.shifts[shift.shift].pay_share
                    points += hourly * (problem.pay_factors.get(shift.day, 1) - 1) * share * shift.paid / 60
        stated = problem.rules.overtime
        if stated is None:
            return points
        for (position, week), rows in weeks.items():
            if week < 0:
                continue
            agent = problem.agents[position]
            hourly = weights.cost * agent.hourly_cost
            now = overtime_kinds(problem, agent, rows)
            before = overtime_kinds(problem, agent, [row for row in rows if row.day < 0])
            extended, rest_day = (after - already for after, already in zip(now, before, strict=True))
            points += (weights.overtime + hourly * (stated.extended_factor - 1)) * extended / 60
            an_hour = weights.overtime + hourly * (stated.rest_day_factor - 1)
            points += round(an_hour * 1000 / 60) / 1000 * rest_day
        return points

    def _wishes(self, assignments: Iterable[Assignment]) -> float:
        works = {(a.agent, a.day): a.shift for a in assignments}
        points = 0.0
        for wish in self.problem.wishes:
            shift = works.get((wish.agent, wish.day))
            done = shift is not None and wish.means(shift)
            if done != (wish.kind == "prefer"):
                points += self.problem.weights.wish * wish.weight / 100
        return points

    def _fairness(self, assignments: Iterable[Assignment]) -> float:
        problem = self.problem
        opens, closes = problem.rules.night_hours.start, problem.rules.night_hours.end
        counts = Counter[tuple[int, str]]()
        for a in assignments:
            shift = problem.shifts[a.shift]
            counts[a.agent, "night"] += any(
                shift.start < closes + off and opens + off < shift.end for off in (-_DAY, 0, _DAY)
            )
            counts[a.agent, "weekend"] += problem.weekday(a.day) >= 5
            counts[a.agent, "sale"] += a.day in problem.special_days
        points = problem.weights.fairness * sum(count * (count - 1) // 2 for count in counts.values())
        for place, agent in enumerate(problem.agents):
            for kind, begins in agent.balances:
                count, each = counts[place, kind], problem.weights.balance
                points += each * count * (count - 1) / 2
                points += round(each * begins + 1e-6) / 1000 * count
        return points

    def _away(self, assignments: Iterable[Assignment]) -> float:
        """Hours between the start of a shift and the agent's regular one, the shorter way, beyond an hour."""
        points = 0.0
        for a in assignments:
            regular = self.problem.agents[a.agent].regular_start
            if regular is not None:
                later = (self.problem.shifts[a.shift].start - regular) % _DAY
                hours = min(later, _DAY - later) / 60
                points += round(self.problem.weights.regular_start * hours, 3) if hours > 1 else 0.0
        return points

    def _jumping(self, assignments: Iterable[Assignment]) -> float:
        """Hours between the starts of two days in a row, beyond two; twice where the second is earlier."""
        points, weight = 0.0, self.problem.weights.start_jump
        for place, agent in enumerate(self.problem.agents):
            own = [a for a in assignments if a.agent == place]
            starts = {a.day: self.problem.shifts[a.shift].start for a in own}
            evening = [shift.start % _DAY for shift in agent.past if shift.day == -1]
            starts |= dict(zip([-1], evening[-1:], strict=False))
            for day, start in starts.items():
                hours = (start - starts.get(day - 1, start)) / 60
                if abs(hours) > 2:
                    points += round(weight * (hours if hours > 0 else -2 * hours), 3)
        return points

    def _alone(self, assignments: Iterable[Assignment]) -> float:
        """Days that differ from both of their neighbours, read from the row of an agent's days."""
        problem, weights = self.problem, self.problem.weights
        working: dict[int, set[int]] = {}
        for a in assignments:
            working.setdefault(a.agent, set()).add(a.day)
        points = 0.0
        for place, agent in enumerate(problem.agents):
            days = working.get(place, set()) | {shift.day for shift in agent.past}
            row = "".join("x" if day in days else "." for day in range(-2, problem.days))
            row = row if problem.plan_before else row[2:]
            for first in range(len(row) - 2):
                points += weights.single_day_off * (row[first : first + 3] == "x.x")
                points += weights.single_working_day * (row[first : first + 3] == ".x.")
        return points

    def _shift_cover(self, assignments: Iterable[Assignment]) -> float:
        started = Counter((a.day, a.shift) for a in assignments)
        points = 0.0
        for cover in self.problem.shift_cover:
            beyond = sum(started[cover.day, shift] for shift in cover.shifts) - cover.wanted
            points += cover.below * max(0, -beyond) + cover.above * max(0, beyond)
        return points

    def _meetings(self, assignments: Iterable[Assignment]) -> float:
        """Each person who works no shift of the day that has the meeting's minutes within its hours."""
        return self.problem.weights.meeting * self._without_shift(assignments)

    def _without_shift(self, assignments: Iterable[Assignment]) -> int:
        shift_of = {(a.agent, a.day): self.problem.shifts[a.shift] for a in assignments}
        absent = 0
        for meeting in self.problem.meetings:
            for agent in meeting.agents:
                shift = shift_of.get((agent, meeting.day))
                there = range(shift.start, shift.end) if shift else range(0)
                absent += sum(meeting.earliest <= m < meeting.latest for m in there) < meeting.minutes
        return absent

    def _without_a_place(self, assignments: Sequence[Assignment], activities: Sequence[Activity]) -> float:
        """Those beside them who could have been there and are not."""
        held = {(a.agent, -10 - a.what) for a in activities if a.what <= -10}
        invited = sum(len(meeting.agents) for meeting in self.problem.meetings)
        absent = invited - len(held)
        return self.problem.weights.meeting * (absent - self._without_shift(assignments))

    def _together(self, assignments: Sequence[Assignment]) -> float:
        """Joint rows where nobody eats or has a break."""
        problem, units = self.problem, 0
        for row in problem.joint_rows:
            count = row.before.copy()
            for a in assignments:
                shift, first = problem.shifts[a.shift], a.day * problem.slots_per_day
                begin, end = (m // problem.interval_minutes for m in (shift.start, shift.end))
                if row.by_day:
                    count[first] += row.counts[a.agent, 0]
                else:
                    count[first + begin : first + end] += row.counts[a.agent, 0]
            units += int((row.below * (row.least - count).clip(min=0))[row.least > NOTHING].sum())
            units += int((row.above * (count - row.most).clip(min=0))[row.most < ANYTHING].sum())
        return units / 1000

    def _out_of_turn(self, assignments: Iterable[Assignment]) -> float:
        """Days that are not as a rotation has them; a day off is none where nobody expects work."""
        problem, days = self.problem, 0
        works = {(a.agent, a.day): a.shift for a in assignments}
        for place, agent in enumerate(problem.agents):
            for day in range(problem.days if agent.rotation else 0):
                entry = agent.rotation.entries[(agent.rotation.phase + day) % len(agent.rotation.entries)]
                shift = works.get((place, day))
                if shift is not None:
                    days += entry is not None and shift not in entry
                    continue
                weekday = (problem.first_weekday + day) % 7
                first, last = agent.employed_from or 0, agent.employed_until
                excused = (
                    day in agent.leave
                    or day in {since // _DAY for since, _ in agent.away}
                    or (agent.weekdays is not None and weekday not in agent.weekdays)
                    or day < first
                    or (last is not None and day > last)
                )
                days += entry != frozenset() and not excused
        return round(problem.weights.rotation, 3) * days

    def _weekends(self, assignments: Iterable[Assignment]) -> float:
        """Weekends worked beyond what a stretch allows, less those of earlier plans."""
        problem, lost = self.problem, 0
        for agent, shifts in zip(problem.agents, worked(problem, assignments), strict=True):
            for stretch in agent.free_weekends:
                found = []
                for rows in (shifts, [row for row in shifts if row.day < 0]):
                    inside = [row.day for row in rows if stretch.first_day <= row.day <= stretch.last_day]
                    saturdays = {
                        day - (problem.first_weekday + day - 5) % 7
                        for day in inside
                        if (problem.first_weekday + day) % 7 in (5, 6)
                    }
                    found.append(max(0, len(saturdays) - stretch.most))
                lost += found[0] - found[1]
        return round(problem.weights.free_weekend, 3) * lost

    def _told(self, assignments: Iterable[Assignment]) -> float:
        works = {(a.agent, a.day): a.shift for a in assignments}
        points = 0.0
        for told in self.problem.told:
            shift = works.get((told.agent, told.day))
            if shift != told.shift:
                points += told.off if shift is None else told.other
        return points


def house_cost(problem: Problem, assignments: Sequence[Assignment], activities: Sequence[Activity]) -> float:
    """The cost of one roster."""
    return HouseCost(problem).of(assignments, activities)
