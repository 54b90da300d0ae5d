"""coverage.csv: the same rows as requirement.csv, and every figure in them counted again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scheduler.audit import grid
from scheduler.audit.demand import arrivals_per_second, promised_seconds, service_level
from scheduler.audit.facts import Facts
from scheduler.audit.handling_time import queue_at
from scheduler.audit.recount import Counted
from scheduler.audit.tables import file_row, numbers
from scheduler.audit.violation import Violation

COVERAGE = "coverage.csv"
TOLERANCE = 1e-6


def coverage(facts: Facts, counted: Mapping[grid.Key, Counted]) -> Iterator[Violation]:
    """Violations of coverage.csv."""
    frame = facts.written.coverage
    if frame is None:
        return
    wanted = grid.open_intervals(facts)
    yield from grid.rows(COVERAGE, frame, wanted)
    queues = {queue.id: queue for queue in facts.queues}
    written = {column: numbers(frame[column]) for column in ("required", "scheduled", "service_level")}
    for key, place in grid.positions(frame, wanted).items():
        right = counted.get(key)
        if right is None or not right.inquiries >= 0:
            continue
        queue = queue_at(queues[key[0]], right.aht_seconds)
        expected = {"required": right.required, "scheduled": float(right.scheduled)}
        seconds = promised_seconds(queue)
        if seconds is not None:
            rate = arrivals_per_second(facts, queue, key[1], right.inquiries)
            at_desks = right.scheduled * (1 - facts.shrinkage)
            expected["service_level"] = service_level(queue, rate, at_desks, seconds)
        for column, figure in expected.items():
            found = written[column][place]
            if not abs(found - figure) <= TOLERANCE * max(1.0, abs(figure)):
                yield Violation(
                    f"coverage_{column}",
                    COVERAGE,
                    file_row(place),
                    column,
                    interval=key[1],
                    queue=key[0],
                    expected=figure,
                    found=found,
                )
