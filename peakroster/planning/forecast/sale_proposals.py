"""Promotions that nobody entered: past ones that the history shows, and the coming ones of the same kind.

They are proposed, and a person confirms them: a wrong promotion is learned from like a right one. A known
sale day counts only where the history has its spike; another day only where it is far beyond anything that
days of this shop do by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import numpy as np
import pandas as pd

from forecast.anomalies import beside_usual
from peakroster.calendar import national_calendar
from peakroster.messages import Term
from peakroster.planning.forecast.fitting import events_of, hourly_rates
from peakroster.planning.forecast.history_anomalies import history_anomalies
from peakroster.planning.forecast.sale_calendar import SaleDay, sales_between, sales_of
from peakroster.tables.findings import Finding
from peakroster.wording import event_kind_term
from scheduler.domain.events import Event
from scheduler.domain.shop import Shop

AHEAD = timedelta(days=56)
"""Coming sales are proposed so far beyond the history."""
_SOON = timedelta(days=21)
"""Those of a kind that the shop has never seen: later ones can wait."""
PROMOTION = "promotion"
"""The kind of a spike that no calendar knows."""

_LEAST, _LEAST_SD = 1.5, 3.0
"""A known sale day shows a spike with so many times the usual, and so many deviations of ordinary days."""
_OWN, _OWN_HOURS = 2.0, 3
"""Any other stretch does with so many times the usual over so many hours."""
_OWN_DAY, _OWN_SD, _OWN_USUAL = 2.5, 4.0, 20.0
"""And so does a day that is no holiday, with so many times a usual of so many inquiries, and deviations."""
_GOES_ON = 0.35
"""Days beside the peak belong to the sale while they have this share of its excess."""
_LONGEST = 6
_EVE = 20
"""Hour of the evening before at which sales open, where that evening shows it."""
_LEAST_EVE = 1.3
_FEWEST_HOURS = 6
"""Known hours with a reference that a day must have to be judged."""
_SAME_DAY = 1
"""Days by which a shop's own yearly sale may move."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class SaleProposal:
    """A row that events.csv might have.

    Attributes
    ----------
    name, kind, start, end
        As events.csv has them; ``end`` excluded.
    times
        Inquiries over the usual of the same hours: its own of a past one, those of the last of its kind of a
        coming one; None = nobody has seen its kind in this shop.
    coming
        Whether it is yet to come.
    peak
        The day by which people know it.
    """

    name: str
    kind: str
    start: datetime
    end: datetime
    times: float | None
    coming: bool
    peak: date

    def row(self, uplift: float | None = None) -> dict[str, str]:
        """The row as texts; uplift: what a manager expects, as a multiple of a normal day."""
        cells = {
            "event": self.name,
            "kind": self.kind,
            "start": f"{self.start:%Y-%m-%dT%H:%M}",
            "end": f"{self.end:%Y-%m-%dT%H:%M}",
        }
        return cells if uplift is None else {**cells, "uplift": f"{uplift:g}"}


class _Days:
    """What each day had beside the usual of the shop, all queues together."""

    def __init__(self, shop: Shop) -> None:
        times = shop.history["timestamp"]
        self.first, self.last = times.min().date(), times.max().date()
        before = datetime.combine(self.last + _DAY, time())
        self.calendar = national_calendar(shop.settings.country, range(self.first.year, self.last.year + 1))
        tables = [
            beside_usual(rates, calendar=self.calendar, events=events_of(shop, queue))
            for queue in shop.queue_ids
            if not (rates := hourly_rates(shop, queue, before)).empty
        ]
        hours = pd.concat(tables)
        known = hours.where(hours.notna().all(axis=1))
        self._hours = known.groupby(level=0).sum(min_count=1)
        days = pd.DatetimeIndex(self._hours.index).normalize()
        sums = self._hours.groupby(days).sum()
        enough = self._hours["usual"].notna().groupby(days).sum() >= _FEWEST_HOURS
        ratio = (sums["came"] / sums["usual"].where(sums["usual"] > 0)).where(enough)
        self.ratio = _by_date(ratio.dropna())
        self.usual = _by_date(sums["usual"])
        # A sale lasts for hours; one hour alone is rather a mistake in the record.
        excess = self._hours["came"] - self._hours["usual"]
        rest = self._hours.mask(excess == excess.groupby(days).transform("max")).groupby(days).sum()
        self._without_top = _by_date((rest["came"] / rest["usual"].where(rest["usual"] > 0)).dropna())
        ordinary = np.array([value for day, value in self.ratio.items() if day not in self.calendar.holidays])
        logs = np.log(np.maximum(ordinary, 1e-3))
        spread = float(np.median(np.abs(logs - np.median(logs)))) if len(logs) else 0.0
        self._sd = max(1.4826 * spread, 0.05)

    def is_spike(self, day: date) -> bool:
        """Whether a day of which one may be expected shows one."""
        ratio = min(self.ratio.get(day, 0.0), self._without_top.get(day, 0.0))
        return ratio >= _LEAST and np.log(ratio) >= _LEAST_SD * self._sd

    def own_peaks(self) -> list[date]:
        """Days beyond anything that days of the shop do by themselves, the strongest first."""
        strongest = sorted(self.ratio, key=lambda day: -self.ratio[day])
        return [
            day
            for day in strongest
            if min(self.ratio[day], self._without_top.get(day, 0.0)) >= _OWN_DAY
            and np.log(self.ratio[day]) >= _OWN_SD * self._sd
            and self.usual[day] >= _OWN_USUAL
            and day not in self.calendar.holidays
        ]

    def peak(self, sale: SaleDay) -> date | None:
        """The strongest of the days in which the peak may lie, where it is a spike."""
        days = _dates(sale.first, sale.last)
        best = max(days, key=lambda day: self.ratio.get(day, 0.0))
        return best if self.is_spike(best) else None

    def stretch(self, peak: date) -> tuple[datetime, datetime]:
        """Begin and end of the sale around its peak."""
        least = 1 + _GOES_ON * (self.ratio[peak] - 1)
        first = last = peak
        while self.ratio.get(last + _DAY, 0.0) >= least and (last - first).days < _LONGEST:
            last += _DAY
        while self.ratio.get(first - _DAY, 0.0) >= least and (last - first).days < _LONGEST:
            first -= _DAY
        start, eve = datetime.combine(first, time()), timedelta(hours=_EVE)
        if first < peak and self.times(start, start + eve) < least:
            start += eve  # it is the evening that makes the day
        elif self.times(start - _DAY + eve, start) >= _LEAST_EVE:
            start += eve - _DAY
        return start, datetime.combine(last + _DAY, time())

    def times(self, start: datetime, end: datetime) -> float:
        """Inquiries over the usual of some hours; 0 where that is not known."""
        inside = self._hours.loc[pd.Timestamp(start) : pd.Timestamp(end) - pd.Timedelta(minutes=1)].dropna()
        usual = float(inside["usual"].sum())
        return float(inside["came"].sum()) / usual if usual > 0 else 0.0


def proposed_sales(shop: Shop, ahead: timedelta = AHEAD) -> tuple[SaleProposal, ...]:
    """Rows for events.csv that the history suggests, in order of time; none that is entered already.

    ahead: how far beyond the history coming ones are proposed.
    """
    if shop.history.empty:
        return ()
    days = _Days(shop)
    past = _known(shop, days)
    past += _own(shop, days, [*past, *shop.events])
    seen: list[SaleProposal | Event] = [*past]
    seen += (event for event in shop.events if event.end.date() <= days.last + _DAY)
    coming = _coming(shop, days, seen, days.last + _DAY, days.last + ahead)
    found = sorted([*past, *coming], key=lambda one: one.start)
    return tuple(_named(found, {event.name for event in shop.events}))


def missing_sales(shop: Shop, first: date, days: int) -> tuple[SaleProposal, ...]:
    """Known sale days among these that no event covers, unless this shop has seen them pass without a spike.

    Cheap where none of the days is one.
    """
    last = first + timedelta(days=days - 1)
    sales = [
        sale for sale in sales_between(first, last, shop.settings.country) if not _entered(sale, shop.events)
    ]
    if not sales or shop.history.empty:
        return ()
    seen_last = shop.history["timestamp"].max().date()
    sales = [sale for sale in sales if sale.last > seen_last]
    if not sales:
        return ()
    of_days = _Days(shop)
    past = _known(shop, of_days)
    coming = _coming(shop, of_days, [*past, *shop.events], max(first, seen_last + _DAY), last)
    return tuple(_named(coming, {event.name for event in shop.events}))


def missing_sale_findings(shop: Shop, first: date, days: int) -> list[Finding]:
    """A warning for each of :func:`missing_sales`, with the row that enters it."""
    return [_finding(one) for one in missing_sales(shop, first, days)]


def check_sales(shop: Shop, anomalies: Sequence[Finding], ahead: timedelta = AHEAD) -> list[Finding]:
    """Warnings of known sale days, past and coming, that are not entered, before those of other anomalies.

    anomalies: of :func:`~peakroster.planning.forecast.history_anomalies.anomaly_findings`; those that lie in
    such a sale are left out.
    """
    found = [one for one in proposed_sales(shop, ahead) if one.kind != PROMOTION]
    spans = [
        (f"{one.start - _DAY:%Y-%m-%dT%H:%M}", f"{one.end:%Y-%m-%dT%H:%M}") for one in found if not one.coming
    ]
    rest = [
        each
        for each in anomalies
        if each.code not in ("unusual_surge", "unusual_spike")
        or not any(since <= each.details["start"] < until for since, until in spans)
    ]
    return [*(_finding(one) for one in found), *rest]


def with_past(one: SaleProposal, others: Sequence[SaleProposal]) -> tuple[SaleProposal, ...]:
    """A proposal with the past ones of its kind, without which a coming one has nothing to learn from."""
    return (*(each for each in others if each.kind == one.kind and not each.coming and each != one), one)


def _finding(one: SaleProposal) -> Finding:
    unseen = one.coming and one.times is None
    code = "sale_day_unseen" if unseen else "sale_day_missing" if one.coming else "sale_day_past"
    cells = one.row()
    details: dict[str, str | Term] = {
        "day": f"{one.peak}",
        "start": cells["start"],
        "end": cells["end"],
        "event": ",".join(cells.values()),
        "times": "" if one.times is None else f"{one.times:.1f}",
        "sale": event_kind_term(one.kind),
    }
    return Finding("warning", code, "events.csv", value=one.name, details=details)


def _known(shop: Shop, days: _Days) -> list[SaleProposal]:
    """Past sales of the calendar that show a spike; the sale of one day goes before the window of another."""
    found: list[SaleProposal] = []
    taken: list[tuple[datetime, datetime]] = [(event.start, event.end) for event in shop.events]
    sales = sales_between(days.first, days.last, shop.settings.country)
    for sale in sorted(sales, key=lambda one: (one.last - one.first, one.first)):
        if _entered(sale, shop.events):
            continue
        peak = days.peak(sale)
        if peak is None or peak in days.calendar.holidays:
            continue
        start, end = days.stretch(peak)
        if any(start < other_end and end > other_start for other_start, other_end in taken):
            continue
        taken.append((start, end))
        name = f"{sale.kind}-{peak.year}"
        found.append(SaleProposal(name, sale.kind, start, end, days.times(start, end), False, peak))
    return found


def _own(shop: Shop, days: _Days, others: Sequence[SaleProposal | Event]) -> list[SaleProposal]:
    """Stretches that no calendar explains; those of one date in two years are one yearly sale."""
    near = timedelta(hours=24)
    taken = [(other.start - near, other.end + near) for other in others]
    free: list[tuple[datetime, datetime]] = []
    by_day = (days.stretch(peak) for peak in days.own_peaks())
    for start, end in (*by_day, *_surges(shop, days)):
        if not any(start < until and end > since for since, until in taken):
            free.append((start, end))
            taken.append((start, end))
    free.sort()
    peaks = [_strongest(days, start, end) for start, end in free]
    found = []
    for (start, end), peak in zip(free, peaks, strict=True):
        again = any(other.year != peak.year and _same_date(peak, other) for other in peaks)
        kind = f"yearly-{peak:%m-%d}" if again else PROMOTION
        if again:  # the earliest year names it, so that both have one kind
            first = min(other for other in peaks if _same_date(peak, other) or other == peak)
            kind = f"yearly-{first:%m-%d}"
        name = f"{kind}-{peak.year}" if again else f"{PROMOTION}-{start:%Y-%m-%d}"
        found.append(SaleProposal(name, kind, start, end, days.times(start, end), False, peak))
    return found


def _surges(shop: Shop, days: _Days) -> list[tuple[datetime, datetime]]:
    """Stretches of hours far above the usual; those of several queues, or half a day apart, are one."""
    spans: list[tuple[datetime, datetime]] = []
    surges = [
        one
        for queue in shop.queue_ids
        for one in history_anomalies(shop, queue)
        if one.code == "surge" and one.actual >= _OWN * max(one.expected, 1.0)
    ]
    for one in sorted(surges, key=lambda surge: surge.start):
        start, end = one.start.to_pydatetime(), one.end.to_pydatetime()
        if spans and start <= spans[-1][1] + timedelta(hours=12):
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return [
        (start, end)
        for start, end in spans
        if end - start >= timedelta(hours=_OWN_HOURS) and days.times(start, end) >= _OWN
    ]


def _coming(
    shop: Shop, days: _Days, seen: Sequence[SaleProposal | Event], first: date, last: date
) -> list[SaleProposal]:
    """Sales of these days that nobody entered: of kinds that were seen, and soon common ones."""
    found: list[SaleProposal] = []
    soon = first + _SOON
    for sale in sales_between(first, last, shop.settings.country):
        peak = sale.last
        if not first <= peak <= last or _entered(sale, shop.events):
            continue
        same = [one for one in seen if one.kind == sale.kind and one.start.date() < sale.first]
        if not same and (not sale.common or peak > soon or _passed_without(sale, shop, days)):
            continue
        start, end = datetime.combine(peak, time()), datetime.combine(peak + _DAY, time())
        times = None
        if same:
            latest = max(same, key=lambda one: one.start)
            times = days.times(latest.start, latest.end) or None
            if sale.first + _DAY < sale.last:
                continue  # it moves from year to year: only the platform says to when
            start = _shifted(latest.start, sale.last.year)
            end = start + (latest.end - latest.start)
        else:
            start -= timedelta(hours=24 - _EVE)
        found.append(SaleProposal(f"{sale.kind}-{peak.year}", sale.kind, start, end, times, True, peak))
    found += _yearly(seen, shop.events, days, first, last)
    return found


def _yearly(
    seen: Iterable[SaleProposal | Event], entered: Sequence[Event], days: _Days, first: date, last: date
) -> list[SaleProposal]:
    """The shop's own yearly sales that come again in these days."""
    own = [one for one in seen if one.kind.startswith("yearly-")]
    found = []
    for kind in dict.fromkeys(one.kind for one in own):
        latest = max((one for one in own if one.kind == kind), key=lambda one: one.start)
        start = _shifted(latest.start, latest.start.year + 1)
        end = start + (latest.end - latest.start)
        if not first <= start.date() <= last or any(event.overlaps(start, end) for event in entered):
            continue
        times = days.times(latest.start, latest.end) or None
        found.append(SaleProposal(f"{kind}-{start.year}", kind, start, end, times, True, start.date()))
    return found


def _passed_without(sale: SaleDay, shop: Shop, days: _Days) -> bool:
    """Whether the history has this sale of another year, without a spike; or nobody chats there."""
    if all(queue.concurrency == 1 for queue in shop.settings.queues):
        return True  # telephones and desks: whether platforms matter there, only the history can say
    years = range(days.first.year, sale.first.year)
    others = [one for year in years for one in sales_of(year, shop.settings.country) if one.kind == sale.kind]
    judged = [one for one in others if any(day in days.ratio for day in _dates(one.first, one.last))]
    return any(days.peak(one) is None for one in judged)


def _entered(sale: SaleDay, events: Sequence[Event]) -> bool:
    """Whether an event stands for it: of its kind in its year, or one that runs on its day or the eve."""
    begin = datetime.combine(sale.first - _DAY, time(_EVE))
    end = datetime.combine(sale.last + _DAY, time())
    if any(event.kind == sale.kind and event.start.year == sale.last.year for event in events):
        return True
    return sale.last - sale.first <= _DAY and any(event.overlaps(begin, end) for event in events)


def _strongest(days: _Days, start: datetime, end: datetime) -> date:
    dates = _dates(start.date(), (end - timedelta(minutes=1)).date())
    return max(dates, key=lambda day: days.ratio.get(day, 0.0))


def _same_date(one: date, other: date) -> bool:
    return one.year != other.year and abs((_shifted_date(one, other.year) - other).days) <= _SAME_DAY


def _shifted_date(day: date, year: int) -> date:
    return (
        day.replace(year=year, day=min(day.day, 28))
        if (day.month, day.day) == (2, 29)
        else day.replace(year=year)
    )


def _shifted(moment: datetime, year: int) -> datetime:
    return datetime.combine(_shifted_date(moment.date(), year), moment.time())


def _by_date(values: pd.Series[float]) -> dict[date, float]:
    stamps = pd.DatetimeIndex(values.index).date.tolist()
    return dict(zip(stamps, values.to_numpy(dtype=np.float64).tolist(), strict=True))


def _dates(first: date, last: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _named(found: Sequence[SaleProposal], taken: set[str]) -> list[SaleProposal]:
    """Each with a name of its own."""
    named = []
    for one in found:
        name, number = one.name, 1
        while name in taken:
            number += 1
            name = f"{one.name}-{number}"
        taken = {*taken, name}
        named.append(replace(one, name=name))
    return named
