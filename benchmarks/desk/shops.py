"""Shops of any size with a plan of 31 days: the sample shop, more people, as many inquiries for each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from peakroster.pipeline.stages import ProgressObserver, run_plan
from peakroster.plans.store import PlanStore
from peakroster.shop.folder import read_shop
from scheduler.roster.problem.solution import Limits
from tools.sample.parameters import Parameters
from tools.sample.write import write_sample

FIRST_DAY, DAYS = date(2026, 11, 9), 31
_OF_SAMPLE = 60
_SEARCH_SECONDS = 20.0
"""For the roster: what is measured is the desk, whatever lies on it."""


def planned_shop(folder: Path, agents: int, days: int = DAYS) -> Path:
    """The shop with its plan, made in some minutes where it is not there yet."""
    if FIRST_DAY in PlanStore(folder).plans():
        return folder
    plain, times = Parameters(), agents / _OF_SAMPLE
    staff = replace(
        plain.staff,
        full_time=tuple((skills, round(count * times)) for skills, count in plain.staff.full_time),
        part_time=tuple((skills, round(count * times)) for skills, count in plain.staff.part_time),
    )
    queues = {
        name: replace(getattr(plain, name), per_day=getattr(plain, name).per_day * times)
        for name in ("presale", "aftersale")
    }
    write_sample(folder, replace(plain, staff=staff, **queues))
    run_plan(read_shop(folder), FIRST_DAY, days, Limits.within(_SEARCH_SECONDS), ProgressObserver())
    return folder
