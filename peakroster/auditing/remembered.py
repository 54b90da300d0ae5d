"""The audit of plans that follow one another: what a change of the roster cannot alter is checked once.

forecast.csv and requirement.csv are held to the shop's settings, its events and the deferred work of earlier
plans, and to nothing else: no shift, person, lock or wish. They are checked on data that holds nothing else,
so that the answer is good wherever these are the same. It is kept by a digest of them, as long as the
process lives. Nothing of it is written: who audits a plan in a new process has everything recomputed.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import replace
from threading import Lock

import pandas as pd

from scheduler.audit import PARTS, PlanData, Violation, audit
from scheduler.domain.plan import EarlierWork, Plan

_DEMAND = ("forecast", "requirement")
_SAYS_HOW = "staffing_method"
"""What summary.json says of the requirement."""
_MOST = 8

_known: OrderedDict[str, tuple[Violation, ...]] = OrderedDict()
_lock = Lock()


def audit_remembering(data: PlanData) -> list[Violation]:
    """As :func:`scheduler.audit.audit` of all parts; the demand's only if it was not checked before."""
    rest = tuple(part for part in PARTS if part not in _DEMAND)
    return [*_of_demand(_without_people(data)), *audit(data, rest)]


def demand_if_known(data: PlanData) -> tuple[Violation, ...] | None:
    """What was found in the forecast and the requirement before; None where nobody has looked yet."""
    with _lock:
        return _known.get(_digest(_without_people(data)))


def remember_demand(data: PlanData, found: tuple[Violation, ...]) -> None:
    """Take over what another process found in the forecast and the requirement of this plan."""
    _remember(_digest(_without_people(data)), found)


def _of_demand(data: PlanData) -> tuple[Violation, ...]:
    key = _digest(data)
    with _lock:
        if key in _known:
            _known.move_to_end(key)
            return _known[key]
    found = tuple(audit(data, _DEMAND))
    _remember(key, found)
    return found


def _remember(key: str, found: tuple[Violation, ...]) -> None:
    with _lock:
        _known[key] = found
        while len(_known) > _MOST:
            _known.popitem(last=False)


def _without_people(data: PlanData) -> PlanData:
    """The data with what forecast.csv and requirement.csv are held to, and nothing else."""
    shop, plan, earlier = data.shop, data.plan, data.earlier
    said = None
    if plan.summary is not None:
        said = {name: value for name, value in plan.summary.items() if name == _SAYS_HOW}
    return PlanData(
        replace(
            shop,
            history=shop.history[:0],
            agents=(),
            shifts=(),
            requests=(),
            locks=(),
            adjustments=(),
            exclusions=(),
            profiles={},
            drivers=(),
            learned_speeds=(),
            meetings=(),
        ),
        Plan(plan.first_day, plan.days, plan.forecast, plan.requirement, summary=said, own=plan.own),
        EarlierWork(
            roster=earlier.roster[:0],
            activities=earlier.activities[:0],
            covers_day_before=False,
            covered_from=None,
            deferred=earlier.deferred,
        ),
    )


def _digest(data: PlanData) -> str:
    """Of everything that :func:`_without_people` leaves."""
    plan, shop = data.plan, data.shop
    found = hashlib.sha256()
    words = (
        plan.first_day,
        plan.days,
        sorted(plan.own),
        plan.summary,
        shop.settings,
        shop.events,
        shop.calendar,
    )
    # Statements are data classes: their fields, all of them, and floats to the last digit.
    found.update(repr(words).encode())
    for table in (plan.forecast, plan.requirement, data.earlier.deferred):
        if table is None:
            found.update(b"none")
            continue
        found.update(repr((list(table.columns), len(table))).encode())
        found.update(pd.util.hash_pandas_object(table).to_numpy().tobytes())
    return found.hexdigest()
