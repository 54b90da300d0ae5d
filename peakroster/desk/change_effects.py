"""What changes by hand do to a plan: one plan beside another, figure by figure and person by person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from peakroster.desk.figures import key_figures
from peakroster.desk.overview.promises import late_customers
from peakroster.desk.roster_grid import day_coverage
from peakroster.pipeline.stages import PlanOutcome
from scheduler.audit import Violation
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop

_NOTHING = 0.005
"""Hours and customers below this are rounding."""


@dataclass(frozen=True)
class ChangeEffects:
    """The later plan less the earlier one; hours are agent-hours.

    short, over: queue (or team that shares queues) → hours, only where they differ. late: customers who
    wait too long, as the line of figures counts them; cost: of the shop's currency; both None where a plan
    knows none.
    wishes: wishes kept. hours: agent id → paid hours, only where they differ. broken: violations that the
    earlier plan has not; mended: those that only it has.
    """

    short: Mapping[str, float]
    over: Mapping[str, float]
    late: float | None
    cost: float | None
    paid: float
    wishes: int
    hours: Mapping[str, float]
    broken: tuple[Violation, ...]
    mended: tuple[Violation, ...]

    @property
    def nothing(self) -> bool:
        """Whether no figure and no rule differs."""
        figures = (*self.short.values(), *self.over.values(), self.late or 0.0, self.cost or 0.0, self.paid)
        same = all(abs(figure) < _NOTHING for figure in figures)
        return same and not (self.wishes or self.hours or self.broken or self.mended)


def change_effects(shop: Shop, before: PlanOutcome, after: PlanOutcome) -> ChangeEffects:
    """What leads from one plan to another of the same days."""
    if before is after:
        return ChangeEffects({}, {}, 0.0, 0.0, 0.0, 0, {}, (), ())
    earlier, later = key_figures(before.plan), key_figures(after.plan)
    short, over = _coverage(shop, before.plan, after.plan)
    cost = paid = None
    wishes = 0
    if earlier is not None and later is not None:
        paid, wishes = later.paid_hours - earlier.paid_hours, later.wishes_kept - earlier.wishes_kept
        cost = None if earlier.cost is None or later.cost is None else later.cost - earlier.cost
    broken, mended = _violations(before.violations, after.violations)
    return ChangeEffects(
        short,
        over,
        _less(late_customers(shop, after.plan), late_customers(shop, before.plan)),
        cost,
        paid or 0.0,
        wishes,
        _hours(before.plan, after.plan),
        broken,
        mended,
    )


def _coverage(shop: Shop, before: Plan, after: Plan) -> tuple[dict[str, float], dict[str, float]]:
    earlier, later = day_coverage(shop, before), day_coverage(shop, after)
    short: dict[str, float] = {}
    over: dict[str, float] = {}
    for queue in later:
        old, new = earlier.get(queue, ()), later[queue]
        short[queue] = sum(day.short for day in new) - sum(day.short for day in old)
        over[queue] = sum(day.over for day in new) - sum(day.over for day in old)
    return _different(short), _different(over)


def _hours(before: Plan, after: Plan) -> dict[str, float]:
    sums: dict[str, float] = {}
    for plan, sign in ((before, -1.0), (after, 1.0)):
        if plan.roster is not None:
            for agent, hours in zip(plan.roster["agent_id"], plan.roster["paid_hours"], strict=True):
                sums[agent] = sums.get(agent, 0.0) + sign * hours
    return _different(sums)


def _different(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: figure for name, figure in figures.items() if abs(figure) >= _NOTHING}


def _less(later: float | None, earlier: float | None) -> float | None:
    return None if later is None or earlier is None else later - earlier


def _violations(
    before: tuple[Violation, ...], after: tuple[Violation, ...]
) -> tuple[tuple[Violation, ...], tuple[Violation, ...]]:
    """Those of one plan that the other has not, whatever row of the file they stand in."""

    def only(ones: tuple[Violation, ...], others: tuple[Violation, ...]) -> tuple[Violation, ...]:
        known = Counter(map(_what, others))
        found = []
        for one in ones:
            if known[_what(one)] > 0:
                known[_what(one)] -= 1
            else:
                found.append(one)
        return tuple(found)

    return only(after, before), only(before, after)


def _what(violation: Violation) -> Hashable:
    return (
        violation.code,
        violation.agent,
        violation.day,
        violation.interval,
        violation.queue,
        violation.column,
        violation.stretch,
        violation.what,
    )
