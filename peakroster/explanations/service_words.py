"""What a queue's service level counts, in words."""

from __future__ import annotations

from peakroster.explanations.interval_figures import level_text
from peakroster.messages import Translator
from peakroster.planning.staffing.queue_model import reported
from scheduler.domain.shop import Shop


def counted_as(shop: Shop, queue: str, translate: Translator) -> str:
    """ "First reply within 30 s" and the like, of the queue with this id; of a team that of each queue."""
    behind = shop.queues_behind(queue)
    if behind != (queue,):
        names = shop.queue_names
        return "; ".join(f"{names[each]}: {counted_as(shop, each, translate)}" for each in behind)
    found = next(one for one in shop.settings.queues if one.id == queue)
    if found.deferred is not None:
        hours = f"{found.deferred.deadline_hours:g}"
        return translate(f"sizing.row_done_{found.deferred.counts}", hours=hours)
    return level_text(reported(found), translate)
