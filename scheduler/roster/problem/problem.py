"""The roster problem: frozen integers that refuse nonsense when they are built.

Time is whole minutes from 00:00 of the plan's first day; days are counted from 0 at the first day,
days before the plan are negative. Demand is in thousandths of an agent. Queues, shifts and agents are
named by their position. A *slot* is one planning interval; slot ``t`` starts at ``t * interval_minutes``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scheduler.domain.fairness import SPREAD_KINDS
from scheduler.domain.rules import Rules
from scheduler.domain.weights import Weights
from scheduler.roster.problem.credits import Credit
from scheduler.roster.problem.errors import ProblemError as ProblemError
from scheduler.roster.problem.errors import require
from scheduler.roster.problem.joint_rows import JointRow, problem_of_row
from scheduler.roster.problem.late_curve import LateCurve as LateCurve
from scheduler.roster.problem.meetings import Meeting
from scheduler.roster.problem.rotations import Rotation
from scheduler.roster.problem.spells import Spell
from scheduler.roster.problem.weekends import FreeWeekends

MINUTES_PER_DAY = 1440
MOST_DAYS = 366
"""A shop plans up to 42 days; published benchmarks go up to a year."""
THOUSANDTHS = 1000


@dataclass(frozen=True)
class Break:
    """A short break: paid, one block of ``minutes`` wholly inside ``earliest``–``latest``."""

    minutes: int
    earliest: int
    latest: int


@dataclass(frozen=True)
class Shift:
    """One shift of the catalogue; minutes after midnight of the date it starts on.

    ``end`` is past 1440 where the shift runs into the next day. The unpaid meal is one block of
    ``meal_minutes`` wholly inside ``meal_from``–``meal_to`` (all 0 when there is none). ``breaks``: short
    paid ones beside it, in order of time; no two windows of meal and breaks overlap. days: of the plan, on
    which it may start; None = all. pay_share: of the hourly cost. given: for who is ``given`` it alone.
    """

    name: str
    start: int
    end: int
    meal_minutes: int = 0
    meal_from: int = 0
    meal_to: int = 0
    breaks: tuple[Break, ...] = ()
    days: frozenset[int] | None = None
    pay_share: float = 1.0
    given: bool = False

    def __post_init__(self) -> None:
        require(0 <= self.start < MINUTES_PER_DAY, f"shift {self.name}: start {self.start} not in 0..1439")
        require(self.start < self.end <= self.start + MINUTES_PER_DAY, f"shift {self.name}: end {self.end}")
        require(self.meal_minutes >= 0, f"shift {self.name}: meal_minutes {self.meal_minutes} below 0")
        if self.meal_minutes:
            inside = self.start <= self.meal_from and self.meal_to <= self.end
            require(inside, f"shift {self.name}: meal window outside the shift")
            fits = self.meal_to - self.meal_from >= self.meal_minutes
            require(fits, f"shift {self.name}: meal window shorter than the meal")
        windows = [(rest.earliest, rest.latest) for rest in self.breaks]
        for rest in self.breaks:
            inside = self.start <= rest.earliest and rest.latest <= self.end
            require(inside, f"shift {self.name}: break outside the shift")
            fits = 0 < rest.minutes <= rest.latest - rest.earliest
            require(fits, f"shift {self.name}: break does not fit into its window")
        if self.meal_minutes:
            windows.append((self.meal_from, self.meal_to))
        apart = all(before[1] <= after[0] for before, after in pairwise(sorted(windows)))
        require(apart, f"shift {self.name}: windows of meal and breaks overlap")

    @property
    def paid_minutes(self) -> int:
        """Length less the meal."""
        return self.end - self.start - self.meal_minutes

    @property
    def pay_hours(self) -> float:
        """Hours at the whole hourly cost that its pay comes to."""
        return self.pay_share * self.paid_minutes / 60


@dataclass(frozen=True)
class PastShift:
    """A shift of an earlier plan: the day it started on (negative) and its minutes on the plan's clock.

    shift: position in the catalogue, where it is still in it under its name.
    """

    day: int
    start: int
    end: int
    paid_minutes: int
    shift: int | None = None

    def __post_init__(self) -> None:
        require(self.day < 0, f"past shift: day {self.day} is not before the plan")
        require(self.start < self.end, "past shift: ends before it starts")


def whole_minutes(hours: float | None) -> int | None:
    """Hours as the files state them, in minutes; None stays None."""
    return None if hours is None else round(hours * 60)


Measure = Literal["minutes", "shifts", "weekends"]


@dataclass(frozen=True)
class Limit:
    """At least so much or at most so much in a stretch of days; hard.

    rule: the name under which a collision is told. measure: paid minutes; shifts; weekends (Saturday with
    the Sunday after it) in which a shift starts. The stretch is ``first_day``–``last_day``, both included;
    days before the plan count with what was worked, days after it with nothing. shifts: which count, None =
    all; of weekends always all.
    """

    rule: str
    measure: Measure
    first_day: int
    last_day: int
    least: int = 0
    most: int | None = None
    shifts: frozenset[int] | None = None

    def __post_init__(self) -> None:
        require(self.first_day <= self.last_day, f"limit {self.rule}: its stretch of days is empty")
        require(self.least >= 0, f"limit {self.rule}: least {self.least} below 0")
        whole = self.measure != "weekends" or self.shifts is None
        require(whole, f"limit {self.rule}: weekends are counted with all shifts")
        fits = self.most is None or self.least <= self.most
        require(fits, f"limit {self.rule}: at least {self.least}, at most {self.most}")


@dataclass(frozen=True)
class Agent:
    """One person; None = no such limit.

    hours: minutes of the day (start, end; end past 1440 where it runs over midnight) that hold a shift.
    employed_from, employed_until: first and last day (both included) on the plan's count of days.
    leave: days on which no shift may start. away: leave by hours, as minutes of the plan (start, end), which
    no shift may overlap. closed: days on which their office is, and no hours are due.
    shut: days and shifts of them that would lie where all queues of the agent are closed. past: shifts of
    earlier plans, in order of time.
    rules: the agent's own, as agents.csv states them. hourly_cost: of a paid hour. contribution: thousandths
    of an agent that this one counts as, by queue; empty = one whole agent in each. regular_start: minutes
    after midnight at which shifts begin as a rule; None = at no time, or not known yet. balances: of
    kinds of shifts that are spread over plans (``SPREAD_KINDS``), thousandths of a shift at which the agent's
    count begins; a kind that is not named is spread within the plan alone.
    overtime_minutes: most overtime of each week that the plan touches, what was worked before in it included;
    empty = none. rotation: what the agent works on which day, hard or soft; None = none. given: (day, shift)
    of such shifts. credits: leave that counts. free_weekends: stretches of which not every weekend is worked.
    week_minutes: least and most paid minutes of each week that the plan touches, instead of those of all
    weeks; empty = the same in each. spells: stretches of days with shifts, weekdays and hours of their own;
    empty = the same on all days. queue_points: queues of which an hour costs points, and how many.
    """

    id: str
    skills: frozenset[int]
    min_minutes_week: int | None = None
    max_minutes_week: int | None = None
    shifts: frozenset[int] | None = None
    weekdays: frozenset[int] | None = None
    hours: tuple[int, int] | None = None
    employed_from: int | None = None
    employed_until: int | None = None
    leave: frozenset[int] = frozenset()
    away: tuple[tuple[int, int], ...] = ()
    closed: frozenset[int] = frozenset()
    shut: frozenset[tuple[int, int]] = frozenset()
    past: tuple[PastShift, ...] = ()
    limits: tuple[Limit, ...] = ()
    rules: Rules = field(default_factory=Rules)
    hourly_cost: float = 0.0
    contribution: tuple[int, ...] = ()
    regular_start: int | None = None
    balances: tuple[tuple[str, int], ...] = ()
    overtime_minutes: tuple[int, ...] = ()
    rotation: Rotation | None = None
    free_weekends: tuple[FreeWeekends, ...] = ()
    given: frozenset[tuple[int, int]] = frozenset()
    credits: tuple[Credit, ...] = ()
    week_minutes: tuple[tuple[int | None, int | None], ...] = ()
    spells: tuple[Spell, ...] = ()
    queue_points: tuple[tuple[int, float], ...] = ()

    def __post_init__(self) -> None:
        least = min(self.contribution, default=THOUSANDTHS)
        require(least > 0, f"agent {self.id}: contribution {least} not above 0")
        for kind, begins in self.balances:
            known = kind in SPREAD_KINDS and begins >= 0
            require(known, f"agent {self.id}: balance {begins} of {kind}")

    def counts_in(self, queue: int) -> int:
        """Thousandths of an agent while serving the queue."""
        return self.contribution[queue] if self.contribution else THOUSANDTHS


@dataclass(frozen=True)
class Lock:
    """This agent works this shift that day; ``shift`` None = does not work."""

    agent: int
    day: int
    shift: int | None


@dataclass(frozen=True)
class Wish:
    """A soft request; ``shift`` None = any shift; ``weight`` in hundredths (100 = an ordinary wish). also:
    shifts of which any is as good as ``shift``, where the wish is for one of several."""

    agent: int
    day: int
    kind: Literal["prefer_off", "prefer", "avoid"]
    shift: int | None
    weight: int = 100
    also: frozenset[int] = frozenset()

    def means(self, shift: int) -> bool:
        """Whether it is this shift, among others, that the wish is about."""
        return self.shift is None or shift == self.shift or shift in self.also


@dataclass(frozen=True)
class Told:
    """What an agent was told of a day, and what it costs to change it, in points; soft. shift: None = off.
    other: of any other shift than this one, or of any at all where the agent was off.
    off: of no shift; of nothing where the agent was off.
    """

    agent: int
    day: int
    shift: int | None
    other: float
    off: float = 0.0

    def costs(self, shift: int | None) -> float:
        """Points of this shift, None = off, in place of what was told."""
        if shift == self.shift:
            return 0.0
        return self.off if shift is None else self.other


@dataclass(frozen=True)
class ShiftCover:
    """How many shall start one of these shifts on a day; soft. below, above: points for each person."""

    day: int
    shifts: frozenset[int]
    wanted: int
    below: float
    above: float = 0.0


@dataclass(frozen=True)
class Problem:
    """Who may work what, and how many are needed when.

    first_weekday: 0 = Monday. required: thousandths of an agent, shape (queues, slots), the slots
    running on to 12:00 of the day after the plan. open: same shape, where the queue is staffed.
    scheduled_before: same shape, thousandths of an agent at their desks in an earlier plan's shifts.
    plan_before: whether an earlier plan covers the day before; if not, the slots of the first morning
    that no shift of this plan reaches are unplannable. special_days: sale days, spread evenly.
    shift_cover: people wanted by shift, beside those wanted by slot. late: by (queue, slot), where it is
    known what becomes of the customers. queue_weights: how many times the late customers and missing agents
    of each queue count; empty = each once. joint_rows: what ties agents to each other beside coverage.
    meetings: what people leave their chats for. told: what people were told before, by agent and day, where a
    change has a price. not_before: minute of the plan up to which no shift starts that is not locked; None =
    from its beginning on. pay_factors: days whose shifts are paid so many times, as holidays; also days
    before the plan in its first week.
    """

    days: int
    first_weekday: int
    interval_minutes: int
    queues: tuple[str, ...]
    shifts: tuple[Shift, ...]
    agents: tuple[Agent, ...]
    rules: Rules
    required: NDArray[np.int64]
    open: NDArray[np.bool_]
    scheduled_before: NDArray[np.int64]
    plan_before: bool = True
    locks: tuple[Lock, ...] = ()
    wishes: tuple[Wish, ...] = ()
    special_days: frozenset[int] = frozenset()
    weights: Weights = field(default_factory=Weights)
    shift_cover: tuple[ShiftCover, ...] = ()
    late: Mapping[tuple[int, int], LateCurve] = field(default_factory=dict)
    queue_weights: tuple[float, ...] = ()
    joint_rows: tuple[JointRow, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    told: tuple[Told, ...] = ()
    not_before: int | None = None
    pay_factors: Mapping[int, float] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, object]:
        """What the search's process is given: the fields, without what was computed from them here."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def __post_init__(self) -> None:
        require(1 <= self.days <= MOST_DAYS, f"days {self.days} not in 1..{MOST_DAYS}")
        require(0 <= self.first_weekday <= 6, f"first_weekday {self.first_weekday} not in 0..6")
        require(self.interval_minutes in (15, 30, 60), f"interval_minutes {self.interval_minutes}")
        shape = (len(self.queues), self.slots)
        for name in ("required", "open", "scheduled_before"):
            actual = getattr(self, name).shape
            require(actual == shape, f"{name} has shape {actual}, not {shape}")
        require(bool((self.required >= 0).all()), "required below 0")
        require(not self.required[~self.open].any(), "required where the queue is closed")
        for shift in self.shifts:
            times = [shift.start, shift.end, shift.meal_minutes, shift.meal_from, shift.meal_to]
            times += [m for rest in shift.breaks for m in (rest.minutes, rest.earliest, rest.latest)]
            divided = all(minutes % self.interval_minutes == 0 for minutes in times)
            require(divided, f"shift {shift.name}: not on the grid of {self.interval_minutes} minutes")
        for agent in self.agents:
            require(all(0 <= q < len(self.queues) for q in agent.skills), f"agent {agent.id}: unknown skill")
            given = len(agent.contribution)
            require(given in (0, len(self.queues)), f"agent {agent.id}: contribution in {given} queues")
        for lock in self.locks:
            self._require_known("lock", lock.agent, lock.day, lock.shift)
        for wish in self.wishes:
            for named in (wish.shift, *wish.also):
                self._require_known("wish", wish.agent, wish.day, named)
            require(wish.weight > 0, f"wish of agent {wish.agent}: weight {wish.weight} not above 0")
        for told in self.told:
            self._require_known("told", told.agent, told.day, told.shift)
            least = min(told.other, told.off)
            require(least >= 0, f"told of agent {told.agent}, day {told.day}: {least} below 0")
        cells = {(told.agent, told.day) for told in self.told}
        require(len(cells) == len(self.told), "told: two of one agent and day")
        for queue, slot in self.late:
            known = 0 <= queue < len(self.queues) and 0 <= slot < self.slots
            require(known and bool(self.open[queue, slot]), f"late of ({queue}, {slot}): not open")
        for meeting in self.meetings:
            on_grid = all(
                minutes % self.interval_minutes == 0
                for minutes in (meeting.minutes, meeting.earliest, meeting.latest)
            )
            require(on_grid, f"meeting of day {meeting.day}: not on the grid")
            require(0 <= meeting.day < self.days, f"meeting of day {meeting.day}: outside the plan")
            known = all(0 <= agent < len(self.agents) for agent in meeting.agents)
            require(known, f"meeting of day {meeting.day}: unknown agent")
        if self.queue_weights:
            given = len(self.queue_weights)
            require(given == len(self.queues), f"queue_weights: {given} for {len(self.queues)} queues")
            require(min(self.queue_weights) > 0, f"queue_weights {self.queue_weights} not above 0")
        for row in self.joint_rows:
            wrong = problem_of_row(row, len(self.agents), self.slots)
            require(wrong is None, f"joint row {row.name}: {wrong}")
        for day, factor in self.pay_factors.items():
            require(factor >= 1, f"pay_factors of day {day}: {factor} below 1")
        weeks = self.week(self.days - 1) + 1
        for agent in self.agents:
            own = len(agent.week_minutes)
            require(own in (0, weeks), f"agent {agent.id}: week_minutes of {own} weeks, not {weeks}")
            given = len(agent.overtime_minutes)
            require(given in (0, weeks), f"agent {agent.id}: overtime_minutes of {given} weeks, not {weeks}")
            fewest = min(agent.overtime_minutes, default=0)
            require(fewest >= 0, f"agent {agent.id}: overtime_minutes {fewest} below 0")
        for cover in self.shift_cover:
            require(0 <= cover.day < self.days, f"shift_cover: day {cover.day} outside the plan")
            known = all(0 <= s < len(self.shifts) for s in cover.shifts)
            require(known, f"shift_cover of day {cover.day}: unknown shift")
            least = min(cover.wanted, cover.below, cover.above)
            require(least >= 0, f"shift_cover of day {cover.day}: {least} below 0")

    def _require_known(self, what: str, agent: int, day: int, shift: int | None) -> None:
        require(0 <= agent < len(self.agents), f"{what}: unknown agent {agent}")
        require(0 <= day < self.days, f"{what}: day {day} outside the plan")
        require(shift is None or 0 <= shift < len(self.shifts), f"{what}: unknown shift {shift}")

    @cached_property
    def parts(self) -> int:
        """Equal parts of an agent of which everybody counts a whole number; 1 where everybody is whole."""
        differing = [count for agent in self.agents for count in agent.contribution]
        whole = np.gcd.reduce(np.asarray([THOUSANDTHS, *differing], dtype=np.int64))
        return int(THOUSANDTHS // np.gcd(whole, np.gcd.reduce(self.scheduled_before, axis=None)))

    @cached_property
    def parts_before(self) -> NDArray[np.int64]:
        """``scheduled_before`` in these parts, (queues, slots)."""
        return self.scheduled_before * self.parts // THOUSANDTHS

    @cached_property
    def parts_in(self) -> NDArray[np.int64]:
        """Parts that each agent counts as in each queue, (agents, queues)."""
        return self.thousandths_in * self.parts // THOUSANDTHS

    @cached_property
    def thousandths_in(self) -> NDArray[np.int64]:
        """Thousandths of an agent that each counts as in each queue, (agents, queues)."""
        counts = [[agent.counts_in(q) for q in range(len(self.queues))] for agent in self.agents]
        return np.array(counts, dtype=np.int64).reshape(len(self.agents), len(self.queues))

    @cached_property
    def parts_of(self) -> NDArray[np.int64]:
        """Parts of each agent for a search, which knows one number each: the mean over the skills, (agents,).

        Whoever counts the same in all skills counts exactly.
        """
        counts, parts = self.parts_in, np.full(len(self.agents), self.parts, dtype=np.int64)
        for position, agent in enumerate(self.agents):
            if agent.skills:
                own = counts[position, sorted(agent.skills)]
                parts[position] = max(1, round(float(own.mean())))
        return parts

    @cached_property
    def ties_rests(self) -> bool:
        """Whether it matters beside coverage who rests when."""
        return any(row.is_about_rests for row in self.joint_rows)

    @cached_property
    def is_counted_exactly(self) -> bool:
        """Whether everybody counts the same in all their skills."""
        learned = [agent for agent in self.agents if agent.contribution]
        return all(len({agent.counts_in(queue) for queue in agent.skills}) <= 1 for agent in learned)

    @cached_property
    def forbidden_pairs(self) -> tuple[tuple[int, int], ...]:
        """Positions of the shifts of which the second may not start on the day after the first."""
        position = {shift.name: place for place, shift in enumerate(self.shifts)}
        return tuple((position[one], position[other]) for one, other in self.rules.forbidden_successions)

    @property
    def slots(self) -> int:
        """Number of slots with demand: the plan's days and the tail."""
        return (self.days * MINUTES_PER_DAY + MINUTES_PER_DAY // 2) // self.interval_minutes

    @cached_property
    def slots_reached(self) -> int:
        """Slots up to the end of the latest shift of the last day; all of the plan's days at least."""
        end = max((MINUTES_PER_DAY, *(shift.end for shift in self.shifts)))
        return min(self.slots, ((self.days - 1) * MINUTES_PER_DAY + end) // self.interval_minutes)

    @property
    def slots_per_day(self) -> int:
        """Number of slots in one day."""
        return MINUTES_PER_DAY // self.interval_minutes

    @property
    def unplannable(self) -> NDArray[np.bool_]:
        """Shape (queues, slots): the first morning's slots that no shift of this plan can reach."""
        mask = np.zeros_like(self.open)
        if not self.plan_before and self.shifts:
            earliest = min(shift.start for shift in self.shifts) // self.interval_minutes
            mask[:, :earliest] = True
        return mask & self.open

    def weekday(self, day: int) -> int:
        """Weekday of a day of the plan (or before it); 0 = Monday."""
        return (self.first_weekday + day) % 7

    def week(self, day: int) -> int:
        """Number of the Monday-to-Sunday week that holds the day; 0 = the week of the first day."""
        return (self.first_weekday + day) // 7
