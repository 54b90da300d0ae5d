"""Anomalies of the history, proposed for exclude.csv or events.csv; nothing is removed automatically."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from forecast.anomalies import Anomaly, find_anomalies
from peakroster.calendar import national_calendar
from peakroster.planning.forecast.forecasting import events_of, hourly_rates
from peakroster.tables.findings import Finding
from scheduler.domain.shop import Shop


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
    return find_anomalies(hourly_rates(shop, queue, before), calendar=calendar, events=events_of(shop, queue))


def anomaly_findings(shop: Shop) -> list[Finding]:
    """A warning for each anomaly, with the row that would exclude it or make it an event."""
    return [
        _finding(queue, anomaly) for queue in shop.queue_ids for anomaly in history_anomalies(shop, queue)
    ]


def _finding(queue: str, anomaly: Anomaly) -> Finding:
    start, end = (f"{moment:%Y-%m-%dT%H:%M}" for moment in (anomaly.start, anomaly.end))
    details = {
        "start": start,
        "end": end,
        "actual": f"{anomaly.actual:.0f}",
        "expected": f"{anomaly.expected:.0f}",
        "exclude": f"{start},{end},{queue},",
        "event": f"promotion-{anomaly.start:%Y-%m-%d},promotion,{start},{end},{queue}",
    }
    return Finding("warning", f"unusual_{anomaly.code}", "history.csv", value=queue, details=details)
