"""Anomalies of the history, proposed for exclude.csv or events.csv; nothing is removed automatically."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pandas as pd

from forecast.anomalies import Anomaly, Lift, find_anomalies, lift_of_events
from peakroster.calendar import national_calendar
from peakroster.planning.forecast.calendar_days import calendar_of
from peakroster.planning.forecast.fitting import events_of, hourly_rates
from peakroster.shop.checks.event_warnings import PERCENT
from peakroster.tables.findings import Finding
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop

EVENTS = "events.csv"
_NO_LIFT = 1.1
"""An event that brought less than this multiple of the usual brought nothing."""
_ENOUGH = 20.0
"""Of fewer expected inquiries nothing is said: chance may hide what an event brought."""
_UNSEEN, _UNSEEN_AT_LEAST = 3.0, 5.0
"""An uplift beyond the largest so far by this factor, and itself of this size, may be a typing error."""


def history_anomalies(shop: Shop, queue: str, before: datetime | None = None) -> tuple[Anomaly, ...]:
    """Anomalies of the queue's history (up to ``before``, if given), in order of time.

    What exclude.csv removes and what events.csv explains is not among them.
    """
    times = shop.history["timestamp"][shop.history["queue"] == queue]
    if times.empty:
        return ()
    last = times.max()
    before = before or datetime.combine(last.date() + timedelta(days=1), time())
    calendar = national_calendar(shop.settings.country, range(times.min().year, last.year + 1))
    calendar = calendar_of(shop, queue, calendar)
    return find_anomalies(hourly_rates(shop, queue, before), calendar=calendar, events=events_of(shop, queue))


def anomaly_findings(shop: Shop) -> list[Finding]:
    """A warning for each stretch, with the rows that would exclude it or make it an event.

    What several queues did at one time is one stretch.
    """
    return [_finding(shop, stretch) for stretch in _stretches(shop)]


@dataclass
class _Stretch:
    """Anomalies of one kind at one time, by queue in the order of shop.toml."""

    code: str
    start: pd.Timestamp
    end: pd.Timestamp
    of_queues: dict[str, list[Anomaly]]


def _stretches(shop: Shop) -> list[_Stretch]:
    """Overlapping anomalies of one kind together, in order of time."""
    of_queues = {queue: history_anomalies(shop, queue) for queue in shop.queue_ids}
    found = [(each.start, queue, each) for queue, several in of_queues.items() for each in several]
    stretches: list[_Stretch] = []
    latest: dict[str, _Stretch] = {}
    for start, queue, each in sorted(found, key=lambda one: one[0]):
        code = "surge" if each.code == "spike" else each.code
        stretch = latest.get(code)
        if stretch is None or start >= stretch.end:
            stretch = latest[code] = _Stretch(each.code, start, each.end, {})
            stretches.append(stretch)
        if each.code == "surge":
            stretch.code = "surge"
        stretch.end = max(stretch.end, each.end)
        stretch.of_queues.setdefault(queue, []).append(each)
    return stretches


def _finding(shop: Shop, stretch: _Stretch) -> Finding:
    start, end = (f"{moment:%Y-%m-%dT%H:%M}" for moment in (stretch.start, stretch.end))
    queues = [queue for queue in shop.queue_ids if queue in stretch.of_queues]
    everyone = len(queues) == len(shop.queue_ids) > 1
    anomalies = [each for several in stretch.of_queues.values() for each in several]
    details = {
        "start": start,
        "end": end,
        "actual": f"{sum(each.actual for each in anomalies):.0f}",
        "expected": f"{sum(each.expected for each in anomalies):.0f}",
        "exclude": " + ".join(f"{start},{end},{queue}," for queue in ([""] if everyone else queues)),
        "event": f"promotion-{stretch.start:%Y-%m-%d},promotion,{start},{end},"
        + ("" if everyone else ";".join(queues)),
    }
    code = f"unusual_{stretch.code}"
    return Finding("warning", code, "history.csv", value="; ".join(queues), details=details)


def event_findings(shop: Shop) -> list[Finding]:
    """Warnings of past events that brought nothing, and of uplifts beyond all that any brought."""
    lifts = _lifts(shop)
    findings, most = [], 0.0
    for event in shop.events:
        of_queues = lifts.get(event.name, ())
        actual, expected = (sum(getattr(lift, name) for lift in of_queues) for name in ("actual", "expected"))
        if expected < _ENOUGH:
            continue
        most = max(most, *(lift.actual / lift.expected for lift in of_queues if lift.expected >= 1))
        if all(lift.actual < _NO_LIFT * lift.expected for lift in of_queues):
            details = {"actual": f"{actual:.0f}", "expected": f"{expected:.0f}"}
            findings.append(_of_event("event_without_effect", event, "event", event.name, details))
    bound = max(_UNSEEN * most, _UNSEEN_AT_LEAST)
    for event in shop.events:
        if most and event.uplift is not None and bound < event.uplift < PERCENT:
            details = {"event": event.name, "most": f"{most:.1f}"}
            findings.append(_of_event("uplift_unseen", event, "uplift", f"{event.uplift:g}", details))
    return sorted(findings, key=lambda finding: finding.row or 0)


def _of_event(code: str, event: Event, column: str, value: str, details: dict[str, str]) -> Finding:
    return Finding("warning", code, EVENTS, event.row, column, value, details)


def _lifts(shop: Shop) -> dict[str, list[Lift]]:
    """What each event that is over brought to each of its queues, by its name."""
    found: dict[str, list[Lift]] = {}
    for queue, times in shop.history.groupby("queue", sort=False)["timestamp"]:
        last = times.max()
        before = datetime.combine(last.date() + timedelta(days=1), time())
        calendar = national_calendar(shop.settings.country, range(times.min().year, last.year + 1))
        events: Sequence[Event] = [event for event in shop.events if event.concerns(str(queue))]
        lifts = lift_of_events(
            hourly_rates(shop, str(queue), before), calendar=calendar, events=events_of(shop, str(queue))
        )
        for event, lift in zip(events, lifts, strict=True):
            if lift is not None and event.end <= before:
                found.setdefault(event.name, []).append(lift)
    return found
