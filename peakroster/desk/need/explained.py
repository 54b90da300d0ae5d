"""One interval of the need explained, and every shortage: computed once for a plan, whoever asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pandas as pd

from peakroster.desk.memory import Kept
from peakroster.desk.need.cell import all_shortages
from peakroster.desk.roster import Desk
from peakroster.explanations.interval import StaffedInterval, explain_interval, requirement_as_forecast
from peakroster.shop.model import ShopFolder
from scheduler.diagnosis.shortages import Shortage
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Queue

Recomputed = Mapping[str, pd.DataFrame | None]
"""By queue: see :func:`peakroster.explanations.interval.requirement_as_forecast`."""

_RECOMPUTED: Kept[tuple[pd.DataFrame | None]] = Kept(32)
_SHORTAGES: Kept[tuple[Shortage, ...]] = Kept(8)


def explained(desk: Desk, queue: str, moment: datetime) -> StaffedInterval:
    """See :func:`peakroster.explanations.interval.explain_interval`; the second interval takes no time."""
    return explain_interval(desk.shop, desk.plan, queue, moment, _recomputed)


def is_at_hand(desk: Desk, queue: str) -> bool:
    """Whether :func:`explained` takes no time for any interval of this queue."""
    return _RECOMPUTED.known((desk.shop, desk.plan), queue) is not None


def shortages_of(desk: Desk, plan: Plan) -> tuple[Shortage, ...]:
    """See :func:`peakroster.desk.need.cell.all_shortages`."""
    return _SHORTAGES.of((desk.shop, plan, desk.earlier), (), lambda: all_shortages(desk, plan))


def recomputed_of(desk: Desk) -> Recomputed:
    """What explaining an interval of each queue needs; takes seconds."""
    if desk.plan.requirement is None:
        return {}
    return {queue.id: _recomputed(desk.shop, desk.plan, queue) for queue in desk.shop.settings.queues}


def keep_explanations(desk: Desk, recomputed: Recomputed, found: tuple[Shortage, ...]) -> None:
    """Take over what :func:`recomputed_of` and :func:`shortages_of` gave in another process."""
    for queue, table in recomputed.items():
        _RECOMPUTED.keep((desk.shop, desk.plan), queue, (table,))
    _SHORTAGES.keep((desk.shop, desk.plan, desk.earlier), (), found)


def _recomputed(shop: ShopFolder, plan: Plan, queue: Queue) -> pd.DataFrame | None:
    return _RECOMPUTED.of((shop, plan), queue.id, lambda: (requirement_as_forecast(shop, plan, queue),))[0]
