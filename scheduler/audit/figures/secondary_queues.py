"""Hours that people serve queues which are secondary to them."""

from __future__ import annotations

from datetime import timedelta

from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.facts.tables import datetimes, texts


def secondary_queues(data: PlanData) -> tuple[float, float]:
    """Hours in activities.csv in queues whose level of skill has a price, and their points.

    The price of one interval is rounded to 1/1000.
    """
    prices = {level.name: level.points for level in data.shop.settings.skill_levels}
    levels = {(agent.id, queue): level for agent in data.agents for queue, level in agent.skill_levels}
    frame = data.plan.activities
    if frame is None or not any(prices.get(level) for level in levels.values()):
        return 0.0, 0.0
    interval = timedelta(minutes=data.interval_minutes)
    hours = points = 0.0
    for agent, activity, start, end in zip(
        texts(frame["agent_id"]),
        texts(frame["activity"]),
        datetimes(frame["start"]),
        datetimes(frame["end"]),
        strict=True,
    ):
        price = prices.get(levels.get((agent, activity), ""), 0.0)
        if price:
            hours += (end - start) / timedelta(hours=1)
            points += (end - start) / interval * round(1000 * price * data.interval_minutes / 60) / 1000
    return hours, points
