"""The counted intervals with all who reach the agents: after the chatbot, from other queues, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from scheduler.audit.facts import interval_rows as grid
from scheduler.audit.facts.plan_data import PlanData
from scheduler.audit.figures.coverage_counts import CoverageCount
from scheduler.audit.figures.handling_time import queue_at
from scheduler.audit.figures.returns import customers_back
from scheduler.audit.figures.transfers import customers_of_all


def counted_at_agents(
    data: PlanData, counted: Mapping[grid.Key, CoverageCount]
) -> dict[grid.Key, CoverageCount]:
    """The counts that have inquiries, with the customers who reach the agents in their place."""
    sound = {key: right for key, right in counted.items() if right.inquiries >= 0}
    inquiries = {key: right.inquiries for key, right in sound.items()}
    customers = customers_of_all(data, inquiries, {key: right.aht_seconds for key, right in sound.items()})
    for queue in data.queues:
        own = {
            start: (
                customers[name, start],
                queue_at(queue, right.aht_seconds),
                right.scheduled * (1 - data.shrinkage),
            )
            for (name, start), right in sound.items()
            if name == queue.id
        }
        for start, back in customers_back(data, queue, own).items():
            customers[queue.id, start] += back
    return {key: replace(right, inquiries=customers[key]) for key, right in sound.items()}
