"""Accuracy of promotion forecasts, seven days ahead and on the day, on simulated shops with known truth.

    python benchmarks/forecasting/events_benchmark.py [--seeds 30] [--jobs 2]

Each seed is a shop of two years and more (``events_simulator.py``) with some 45 promotions. Every target
is one coming promotion: from the history up to seven days before its first day, its days (from midnight
to midnight) are forecast hour by hour. WAPE is the mean over seeds of the sum of absolute errors over
the sum of counts. The comparisons and their bars:

- plan: ``intensity`` is given for all events; against an oracle that knows the normal hours, the kind's
  true course and the plan, but neither the event's deviation from its plan nor any noise (bar: 1.2);
- no plan: no event has one; against the last event of the kind, its hours moved to the new start, plain
  and scaled by the queue's level then and now (bar: 0.9);
- wrong plans: past and coming intensities are two times too large or too small at random; against no
  plan (bar: 1.0); with a factor of 1.4 as well;
- at 04:00 of the sale's main day, the rest of that day; against the forecast of the evening before,
  made at the sale's start, at 20:00 at the latest (bar: 0.85);
- coverage of the 80 % and 95 % intervals: of the event days' hours, of each day, and of the event's
  total (plans given; day and total from sample paths).
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from events_simulator import Course, Settings, Shop, simulate

from forecast import Calendar, Event, Forecast, fit

DAY, HOUR = pd.Timedelta(days=1), pd.Timedelta(hours=1)
PATHS = 400


@dataclass(frozen=True)
class Target:
    """One coming promotion. event: its name; changes: to the shop; update: whether its day is followed."""

    label: str
    event: str
    settings: Settings
    update: bool = False


_SHOP = Settings()
_LATER = date(2026, 11, 1)
TARGETS = (
    Target("double11, seen twice", "double11-2026-11-10", _SHOP, update=True),
    Target("double11, seen once", "double11-2026-11-10", replace(_SHOP, first=date(2025, 2, 3)), update=True),
    Target("618, seen once", "618-2026-06-17", _SHOP, update=True),
    Target("38, seen once", "38-2026-03-07", _SHOP, update=True),
    Target("double12, seen twice", "double12-2026-12-11", _SHOP, update=True),
    Target("flash, every month", "flash-2026-10-15", _SHOP),
    Target("livestream", "livestream-2026-10-06", _SHOP),
    Target("double11, 4 h later", "double11-2026-11-10", replace(_SHOP, shifted_from=_LATER), update=True),
    Target(
        "double11, cut short",
        "double11-2026-11-10",
        replace(_SHOP, length_factor={"double11-2026-11-10": 0.6}),
    ),
    Target("double11, after-sale", "double11-2026-11-10", replace(_SHOP, course=Course(lag_hours=48))),
)


def wape(forecast: np.ndarray, actual: np.ndarray) -> float:
    """Sum of absolute errors over the sum of actual."""
    return float(np.abs(forecast - actual).sum() / actual.sum())


def of_target(target: Target, seed: int) -> dict[str, float]:
    """All figures of one target in one shop."""
    settings = replace(target.settings, seed=seed)
    shop = simulate(settings)
    event = next(event for event in shop.events if event.name == target.event)
    days = event_days(event, target.settings.course.lag_hours)
    actual = shop.counts[days].to_numpy()
    origin = days[0] - 7 * DAY
    planned = forecast_from(shop, origin, days)
    figures = {"plan": wape(planned.mean, actual), "oracle": wape(shop.oracle[days].to_numpy(), actual)}
    bias = float(planned.mean.sum() / shop.oracle[days].sum())
    figures |= {"total vs oracle": bias} | covered(planned, actual)
    bare = simulate(replace(settings, with_plans=False))
    figures["no plan"] = wape(forecast_from(bare, origin, days).mean, actual)
    figures |= copies(shop, event, origin, days)
    for factor in (1.4, 2.0):
        wrong = simulate(replace(settings, plan_error=factor))
        figures[f"wrong {factor}"] = wape(forecast_from(wrong, origin, days).mean, actual)
    if target.update:
        figures |= on_the_day(shop, event)
    return figures


def event_days(event: Event, lag_hours: float) -> pd.DatetimeIndex:
    """All hours of the days that the event touches, and of the days that lag behind it."""
    last = (pd.Timestamp(event.end) - pd.Timedelta(microseconds=1) + lag_hours * HOUR).normalize()
    return pd.date_range(pd.Timestamp(event.start).normalize(), last + 23 * HOUR, freq="h")


def forecast_from(shop: Shop, origin: pd.Timestamp, hours: pd.DatetimeIndex) -> Forecast:
    """The forecast of ``hours`` from what is known before ``origin``."""
    known = shop.counts[: origin - HOUR]
    return fit(known, calendar=Calendar(), events=shop.events).predict(hours)


def copies(shop: Shop, event: Event, origin: pd.Timestamp, days: pd.DatetimeIndex) -> dict[str, float]:
    """WAPE of the last event of the kind, plain and scaled by the median day of four weeks then and now."""
    before = (e for e in shop.events if e.kind == event.kind and e.start < event.start)
    last = max(before, key=lambda e: e.start)
    apart = pd.Timestamp(event.start) - pd.Timestamp(last.start)
    copy = shop.counts[days - apart].to_numpy()
    then = pd.Timestamp(last.start).normalize() - 7 * DAY
    levels = [shop.counts[end - 28 * DAY : end - HOUR].resample("D").sum().median() for end in (then, origin)]
    actual = shop.counts[days].to_numpy()
    return {"copy": wape(copy, actual), "copy, scaled": wape(copy * levels[1] / levels[0], actual)}


def on_the_day(shop: Shop, event: Event) -> dict[str, float]:
    """WAPE of the rest of the main day from 04:00, forecast the evening before and at 04:00."""
    main = (pd.Timestamp(event.end) - HOUR).normalize()
    rest = pd.date_range(main + 4 * HOUR, main + 23 * HOUR, freq="h")
    actual = shop.counts[rest].to_numpy()
    evening = forecast_from(shop, min(pd.Timestamp(event.start), main - 4 * HOUR), rest)
    updated = forecast_from(shop, rest[0], rest)
    figures = {"evening": wape(evening.mean, actual), "04:00": wape(updated.mean, actual)}
    total = updated.paths(PATHS).sum(axis=1)
    for share in (80, 95):
        figures[f"rest {share}"] = inside(actual.sum()[None], total[:, None], share)
    return figures


def covered(forecast: Forecast, actual: np.ndarray) -> dict[str, float]:
    """Shares of hours, days and totals in the 80 % and the 95 % interval."""
    paths = forecast.paths(PATHS)
    by_day = paths.reshape(PATHS, -1, 24).sum(axis=2)
    figures = {}
    for share in (80, 95):
        low, high = (forecast.quantile(0.5 + side * share / 200) for side in (-1, 1))
        figures[f"hours {share}"] = float(((actual >= low) & (actual <= high)).mean())
        figures[f"days {share}"] = inside(actual.reshape(-1, 24).sum(axis=1), by_day, share)
        figures[f"total {share}"] = inside(actual.sum()[None], paths.sum(axis=1)[:, None], share)
    return figures


def inside(actual: np.ndarray, paths: np.ndarray, share: int) -> float:
    """Share of the values that lie in the middle of their paths; paths: (n, values)."""
    low, high = np.quantile(paths, [0.5 - share / 200, 0.5 + share / 200], axis=0)
    return float(((actual >= low) & (actual <= high)).mean())


def main() -> None:
    """Run all targets and seeds, print one table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--rows", type=Path, help="write the figures of every shop to this CSV")
    options = parser.parse_args()
    seeds = range(options.first_seed, options.first_seed + options.seeds)
    started = time.time()
    cases = list(product(TARGETS, seeds))
    with ProcessPoolExecutor(options.jobs) as pool:
        rows = list(pool.map(of_target, *zip(*cases, strict=True)))
    table = pd.DataFrame(rows, index=[target.label for target, _ in cases])
    if options.rows:
        table.assign(seed=[seed for _, seed in cases]).to_csv(options.rows, index_label="target")
    means = table.groupby(level=0, sort=False).mean()
    means.loc["all"] = means.mean()
    report(means)
    print(f"\n{options.seeds} seeds, {time.time() - started:.0f} s")


def report(means: pd.DataFrame) -> None:
    """Print the ratios that have a bar, then the coverage; one row a target."""
    wapes = ["oracle", "plan", "no plan", "copy", "copy, scaled"]
    wapes += ["wrong 1.4", "wrong 2.0", "evening", "04:00"]
    print("WAPE\n" + means[wapes].map("{:.3f}".format).to_string())
    ratios = pd.DataFrame(
        {
            "plan/oracle (1.2)": means["plan"] / means["oracle"],
            "no plan/copy (0.9)": means["no plan"] / means["copy"],
            "no plan/scaled (0.9)": means["no plan"] / means["copy, scaled"],
            "1.4 wrong/none (1)": means["wrong 1.4"] / means["no plan"],
            "2 wrong/none (1)": means["wrong 2.0"] / means["no plan"],
            "04:00/evening (0.85)": means["04:00"] / means["evening"],
            "total/oracle": means["total vs oracle"],
        }
    )
    print("\nRatios (bar)\n" + ratios.map("{:.2f}".format).to_string())
    shares = [f"{what} {share}" for share in (80, 95) for what in ("hours", "days", "total", "rest")]
    print("\nShare inside the interval\n" + means[shares].map("{:.0%}".format).to_string())


if __name__ == "__main__":
    main()
