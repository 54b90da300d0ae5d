"""How long the desk's functions take, without a browser: opening, a changed cell, a moved meal, a reload.

``.venv/bin/python -m benchmarks.desk.functions FOLDER [--agents 60 500] [--times 20]``; shops that are not in
FOLDER yet are made there, in some minutes. Medians and the worst, in seconds on the clock and of this thread.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.desk.shops import DAYS, FIRST_DAY, planned_shop
from peakroster.desk.day_activities import ActivityEdit, DayActivity, day_of
from peakroster.desk.draft import Draft
from peakroster.desk.draft_cells import composed, folded
from peakroster.desk.roster import exact, examine, follow_queues, glance, open_desk
from peakroster.desk.stored import shifts_of
from peakroster.tables.findings import InputError


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, seconds on the clock, seconds of work of this thread."""
    clock, work_begun = time.perf_counter(), time.thread_time()
    found = work()
    return found, time.perf_counter() - clock, time.thread_time() - work_begun


def told(name: str, times: list[tuple[float, float]]) -> None:
    """A row: median and worst on the clock, median of work."""
    clock = [one for one, _ in times]
    work = median(one for _, one in times)
    print(f"  {name:<34} {median(clock):7.2f} {max(clock):7.2f} {work:7.2f}  ({len(times)})", flush=True)


def measure(folder: Path, times: int) -> None:
    """Print the times of one shop."""
    desk, clock, work = timed(lambda: open_desk(folder, FIRST_DAY))
    told("read the shop and its plan", [(clock, work)])
    told("read again, nothing changed", [timed(lambda: open_desk(folder, FIRST_DAY))[1:]])
    told("the rules of the plan", [timed(lambda: glance(desk))[1:]])
    told("beside: queues followed once", [timed(lambda: follow_queues(desk))[1:]])
    told("beside: the whole audit", [timed(lambda: examine(desk))[1:]])
    draft = Draft.of(desk)
    shifts = [shift.name for shift in desk.shop.shifts]
    cells = [
        (agent.id, FIRST_DAY + timedelta(days=day))
        for agent in desk.shop.agents
        for day in range(desk.plan.days)
    ]
    present = shifts_of(desk.plan)
    changes, contents = [], []
    for number in range(times):
        cell = cells[(number * 7919) % len(cells)]
        other = next(name for name in (*shifts, None) if name != present.get(cell))
        before = draft
        draft, clock, work = timed(lambda: before.with_change(cell, other))  # noqa: B023
        changes.append((clock, work))
        content, clock, work = timed(lambda: draft.content(before))  # noqa: B023
        contents.append((clock, work))
        if number == 0:
            log = [content]
        else:
            log.append(content)
    told("a changed cell", changes)
    told("its step, for the store", contents)
    told("a reload: all steps laid on the plan", [timed(lambda: composed(desk, folded(log)))[1:]])
    moves = []
    for cell in cells:
        day = day_of(draft.working_desk(), cell)
        meal = next((row for row in day if row.activity == "meal"), None)
        if meal is None or len(moves) == times:
            continue
        by = timedelta(minutes=desk.shop.settings.interval_minutes)
        edit = ActivityEdit(*cell, meal, DayActivity(meal.start + by, meal.end + by, "meal"))
        try:
            draft, clock, work = timed(lambda: draft.with_activities([edit]))  # noqa: B023
        except InputError:
            continue
        moves.append((clock, work))
    told("a moved meal", moves)
    told("exact figures, when it is saved", [timed(lambda: exact(desk, draft.outcome.plan))[1:]])


def main() -> None:
    """Make what is missing, then measure each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--agents", type=int, nargs="+", default=[60, 500])
    parser.add_argument("--times", type=int, default=20)
    chosen = parser.parse_args()
    for agents in chosen.agents:
        shop = planned_shop(chosen.folder / f"s{agents}", agents)
        print(f"{agents} agents, {DAYS} days: median, worst, work (times)")
        measure(shop, chosen.times)


if __name__ == "__main__":
    main()
