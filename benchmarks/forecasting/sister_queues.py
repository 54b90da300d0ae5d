"""What sister queues lend one another: events, the size of a running event, a new queue's week, and leads.

No shop publishes several queues side by side, so sisters are made. Every figure says how:

- ``thinned``: real series (FOLDER of ``real_events.py``, and further series without events) are split by
  binomial thinning into a big queue and a small one of a twentieth; the small one's share wanders (AR(1),
  10 % by days) and differs from event to event by 20 %. They share what really happened, and differ by what
  we put in.
- ``unlike``: the sister is another series altogether, moved by whole weeks to the same dates.
- ``simulated``: the shops of ``drivers.py``, a simulator of our own, without their drivers.

Errors are WAPE, means over targets are geometric; the ratio is with sisters over without. A queue that
borrows where it need not must not lose more than 2 %.

Usage: ``python -m benchmarks.forecasting.sister_queues FOLDER [SERIES.csv ...] [--shops 12]``
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parent))

from drivers import simulate
from real_events import COUNTRIES, Series, hours_of, wape

from forecast import Calendar, Event, fit, fit_with_drivers, fit_with_profile
from forecast.pooling.attach import AnyModel, with_sisters
from forecast.pooling.leads import AHEAD_DAYS, as_driver, find_leaders
from forecast.pooling.new_queue import borrow_week, week_of

DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
SMALL, SHARE_SD, EVENT_SD = 0.05, 0.1, 0.2
NEW_DAYS = (2, 4, 7, 14, 21)
SO_FAR = (1, 2, 4)
LAST_SALES, LEAD, HORIZON = 3, 7, 17

PARTS = ("events", "running", "new", "ordinary", "simulated")

Rows = list[tuple[str, str, float, float]]
"""What, of which target, error without and with sisters."""


def split(counts: pd.Series, events: Sequence[Event], seed: int) -> tuple[pd.Series, pd.Series]:
    """A big and a small queue of one series, by binomial thinning with a share of its own."""
    rng = np.random.default_rng(seed)
    days = pd.DatetimeIndex(counts.index).normalize()
    day = np.asarray((days - days[0]) // DAY)
    log = np.zeros(day[-1] + 1)
    for place in range(1, len(log)):
        log[place] = 0.7 * log[place - 1] + np.sqrt(1 - 0.7**2) * SHARE_SD * rng.standard_normal()
    log_share = np.log(SMALL) + log[day]
    for event in events:
        inside = np.asarray((counts.index >= event.start) & (counts.index < event.end))
        log_share[inside] += EVENT_SD * rng.standard_normal()
    known = counts.notna().to_numpy()
    small = np.full(len(counts), np.nan)
    whole = np.round(counts.to_numpy()[known]).astype(np.int64)
    small[known] = rng.binomial(whole, np.minimum(np.exp(log_share[known]), 1.0))
    return counts - small, pd.Series(small, counts.index)


def unseen_kinds(series: Series, small: pd.Series, big: pd.Series, cut_all: bool) -> Rows:
    """Targets whose kind the small queue never saw: its history begins after the past ones, or they do not
    concern it (``cut_all`` False: other kinds are known).
    """
    rows: Rows = []
    for event, _ in series.targets():
        hours = hours_of(event)
        hours = hours[hours <= small.index[-1]]
        origin = hours[0].normalize() - LEAD * DAY
        own = [e for e in series.events if e.kind != event.kind or e.start >= event.start]
        known = small[origin - 120 * DAY : origin - HOUR] if cut_all else small[: origin - HOUR]
        if cut_all:
            own = [e for e in series.events if pd.Timestamp(e.end) > known.index[0]]
        if any(e.kind == event.kind and e.start < event.start for e in own):
            continue
        alone = fit(known, calendar=series.calendar, events=own)
        sister = fit(big[: origin - HOUR], calendar=series.calendar, events=series.events)
        actual = small[hours].fillna(0.0).to_numpy()
        pooled = with_sisters(alone, {"big": sister})
        rows.append(
            ("kind unseen", event.name, *(wape(m.predict(hours).mean, actual) for m in (alone, pooled)))
        )
    return rows


def running(series: Series, small: pd.Series, big: pd.Series) -> Rows:
    """Rest of an event whose kind both saw, from its first hours."""
    rows: Rows = []
    for event, _ in series.targets():
        hours = hours_of(event)
        hours = hours[hours <= small.index[-1]]
        for seen in SO_FAR:
            now, rest = hours[seen], hours[seen:]
            alone = fit(small[: now - HOUR], calendar=series.calendar, events=series.events)
            sister = fit(big[: now - HOUR], calendar=series.calendar, events=series.events)
            actual = small[rest].fillna(0.0).to_numpy()
            errors = [
                wape(model.predict(rest).mean, actual)
                for model in (alone, with_sisters(alone, {"big": sister}))
            ]
            rows.append((f"running, {seen} h in", event.name, *errors))
    return rows


def new_queue(name: str, small: pd.Series, sister: pd.Series, calendar: Calendar, label: str) -> Rows:
    """The next fortnight of a queue with few days, from eight origins of the second half of a year."""
    rows: Rows = []
    weeks = len(small) // 168
    for origin in [
        small.index[0].normalize() + int(w) * 7 * DAY for w in np.linspace(weeks // 3, weeks - 3, 8)
    ]:
        week = week_of(fit(sister[: origin - HOUR], calendar=calendar, events=[]))
        hours = pd.date_range(origin, periods=14 * 24, freq="h")
        actual = small.reindex(hours)
        judged = actual.notna().to_numpy()
        if week is None or not judged.any() or not actual[judged].sum() > 0:
            continue
        for days in NEW_DAYS:
            known = small[origin - days * DAY : origin - HOUR]
            if known.notna().sum() < 24 or not known.sum() > 0:
                continue
            borrowed = borrow_week(known, {"sister": week}, [])
            models: list[AnyModel] = [fit(known, calendar=calendar, events=[])]
            models += (
                models
                if borrowed is None
                else [fit_with_profile(known, borrowed.week, before=origin, calendar=calendar, events=[])]
            )
            errors = [wape(model.predict(hours).mean[judged], actual[judged].to_numpy()) for model in models]
            rows.append((f"new queue, {label}, {days} days", f"{name} {origin:%Y-%m-%d}", *errors))
    return rows


def led(
    queues: dict[str, pd.Series],
    events: list[Event],
    calendar: Calendar,
    origin: pd.Timestamp,
    days: int,
    end: dict[str, pd.Timestamp],
    start: pd.Timestamp,
    label: str,
) -> Rows:
    """The days after an origin of every queue, with the queues that lead it."""
    known = {name: counts[: origin - HOUR] for name, counts in queues.items()}
    leaders = find_leaders(known, dict.fromkeys(known, events), calendar, origin)
    hours = pd.date_range(origin, periods=days * 24, freq="h")
    ahead = pd.date_range(origin, periods=AHEAD_DAYS * 24, freq="h")
    alone = {name: fit(counts, calendar=calendar, events=events) for name, counts in known.items()}
    rows: Rows = []
    for name, counts in queues.items():
        actual = counts.reindex(hours)
        judged = actual.notna().to_numpy() & np.asarray((hours >= start) & (hours < end[name]))
        if not judged.any():
            continue
        model: AnyModel = alone[name]
        drivers = [
            as_driver(leader, known[leader], pd.Series(alone[leader].predict(ahead).mean, ahead))
            for leader in leaders.get(name, ())
        ]
        if drivers:
            model = fit_with_drivers(
                known[name],
                drivers,
                lambda series, among, unit: fit(series, calendar=calendar, events=among, unit=unit),
                before=origin,
                calendar=calendar,
                events=events,
            )
        errors = [
            wape(m.predict(hours).mean[judged], actual[judged].to_numpy()) for m in (alone[name], model)
        ]
        rows.append((f"led, {label}, {name}", f"{origin:%Y-%m-%d}", *errors))
    return rows


def simulated(shops: int) -> Iterator[tuple[str, str, float, float]]:
    """Pre-sale and after-sale of our own simulator: seven days before each of the last sales, and the week
    after its end, from then.
    """
    for seed in range(shops):
        shop = simulate(seed)
        for event in shop.events[-LAST_SALES:]:
            start, end = pd.Timestamp(event.start), pd.Timestamp(event.end)
            names = list(shop.queues)
            args = shop.queues, shop.events, Calendar()
            before = dict.fromkeys(names, start + 10 * DAY)
            yield from led(
                *args, start - LEAD * DAY, HORIZON, before, start, "simulated, 7 days before a sale"
            )
            after = dict.fromkeys(names, end + 7 * DAY)
            yield from led(*args, end, 7, after, end, "simulated, the week after a sale")


def ordinary(name: str, queues: dict[str, pd.Series], calendar: Calendar, label: str) -> Rows:
    """Eight weeks of every queue: what leads cost where nothing leads, or days are good or bad together."""
    rows: Rows = []
    first = max(series.index[0] for series in queues.values()).normalize()
    last = min(series.index[-1] for series in queues.values()).normalize()
    weeks = int((last - first) / (7 * DAY))
    for week in np.linspace(weeks // 2, weeks - 1, 8):
        origin = first + int(week) * 7 * DAY
        end = dict.fromkeys(queues, origin + 7 * DAY)
        rows += [
            (what, f"{name} {target}", *errors)
            for what, target, *errors in led(queues, [], calendar, origin, 7, end, origin, label)
        ]
    return rows


def moved(series: pd.Series, onto: pd.Series) -> pd.Series:
    """A series laid upon the dates of another by whole weeks."""
    weeks = round((onto.index[0] - series.index[0]) / (7 * DAY))
    return series.set_axis(series.index + weeks * 7 * DAY).reindex(onto.index)


def read(path: Path) -> pd.Series:
    """A series without events, on all hours."""
    counts = pd.read_csv(path, parse_dates=["timestamp"]).set_index("timestamp").iloc[:, 0].astype(float)
    return counts.reindex(pd.date_range(counts.index[0].normalize(), counts.index[-1], freq="h"))


def main() -> None:
    """Run everything, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("series", type=Path, nargs="*")
    parser.add_argument("--shops", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=3, help="splits of each series")
    parser.add_argument("--parts", nargs="*", default=PARTS, choices=PARTS)
    options = parser.parse_args()
    rows: Rows = []
    plain = {path.stem: read(path) for path in options.series}
    for path in sorted(options.folder.glob("*_events.csv")):
        name = path.stem.removesuffix("_events")
        series = Series(path.with_name(f"{name}.csv"), COUNTRIES.get(name))
        plain[name] = series.counts
        for seed in range(options.seeds):
            big, small = split(series.counts, series.events, seed)
            found: Rows = []
            if "events" in options.parts:
                for cut, label in ((False, "others known"), (True, "120 days known")):
                    found += [(f"{w}, {label}", *e) for w, *e in unseen_kinds(series, small, big, cut)]
            if "running" in options.parts:
                found += running(series, small, big)
            rows += [(what, f"{target} {seed}", *errors) for what, target, *errors in found]
    names = sorted(plain)
    for place, name in enumerate(names):
        counts = plain[name]
        big, small = split(counts, [], 1)
        other = moved(plain[names[(place + 1) % len(names)]], counts)
        for sister, label in ((big, "thinned"), (other, "unlike")):
            if "new" in options.parts:
                rows += new_queue(name, small, sister, Calendar(), label)
            if "ordinary" in options.parts:
                rows += ordinary(name, {"sister": sister, "small": small}, Calendar(), label)
    if "simulated" in options.parts:
        rows += simulated(options.shops)
    report(pd.DataFrame(rows, columns=["what", "target", "without", "with"]))


def report(table: pd.DataFrame) -> None:
    """Print geometric means, their ratio, and the worst target."""
    logs = table.assign(without=np.log(table["without"]), **{"with": np.log(table["with"])})
    found = np.exp(logs.groupby("what", sort=False)[["without", "with"]].mean())
    found["ratio"] = found["with"] / found["without"]
    ratio = (table["with"] / table["without"]).groupby(table["what"])
    found["worst"], found["targets"] = ratio.max(), ratio.size()
    found["better"] = (table["with"] < table["without"]).groupby(table["what"]).sum()
    print(found.round(3).to_string())


if __name__ == "__main__":
    main()
