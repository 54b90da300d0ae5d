"""The requirement of the days that a catalogue is designed for, from the plans that hold them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from peakroster.planning.staffing.requirement_file import read_requirement
from peakroster.plans.store import PlanStore
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import Finding, InputError

FILE = "requirement.csv"


def requirement_of(shop: ShopFolder, first_day: date, days: int) -> pd.DataFrame:
    """Rows of requirement.csv of these days; each day counts by the plan that contains it and starts latest.

    Raises InputError for days that no plan with a requirement contains, all at once.
    """
    store = PlanStore(shop.folder)
    wanted = [first_day + timedelta(days=offset) for offset in range(days)]
    owners: dict[date, date] = {}
    for start in store.plans():
        if start > wanted[-1] or not (store.path(start) / FILE).exists():
            continue
        plan = store.read(start)
        owners |= {day: start for day in plan.dates if day in set(wanted)}
    absent = [day for day in wanted if day not in owners]
    if absent:
        others = "" if len(absent) == 1 else f" … {absent[-1]}"
        details = {"first": str(absent[0]), "others": others}
        file = f"plans/{absent[0]}"
        raise InputError([Finding("error", "no_requirement_of_days", file, details=details)])
    parts = []
    for start in sorted(set(owners.values())):
        table = read_requirement(store.path(start) / FILE, shop, store.read(start))
        own = np.array([owners.get(moment.date()) == start for moment in table["timestamp"]], dtype=np.bool_)
        parts.append(table[own])
    return pd.concat(parts, ignore_index=True)
