"""How wrong the forecast of handling times would have been, beside plain means: rolling origin, a week ahead.

    .venv/bin/python benchmarks/handling_time.py data/sample [--weeks 26] [--made 0.1]

For each queue of a shop folder and each of its last weeks: the handling times of the week, forecast from what
was known before it, by the project, by the mean of everything so far, by that of the last eight weeks, and
by aht_seconds of shop.toml. The error is the mean absolute error of the hours' means over their mean, each
hour weighing as its chats.

The sample's chats are all drawn around one length, so nothing can beat its mean there. ``--made SHARE`` keeps
only the counts (that share of them) and draws handling times anew that have a shape by hour and weekday, are
15 % shorter in sales, drift, and break 14 weeks before the end: what a forecast is for.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd

from forecast import fit_handling_time
from peakroster.planning.forecast.fitting import events_of
from peakroster.planning.forecast.series import hourly_handling_times
from peakroster.shop.folder import read_shop
from scheduler.domain.shop import Shop

WEEK = pd.Timedelta(weeks=1)


def made(shop: Shop, queue: str, chats: pd.Series, share: float) -> tuple[pd.Series, pd.Series]:
    """Handling times with a known structure, for a share of the real counts."""
    rng = np.random.default_rng(1)
    hours = pd.DatetimeIndex(chats.index)
    counts = np.rint(chats.to_numpy() * share)
    by_hour = 1 + 0.15 * np.cos((np.arange(24) - 3) / 24 * 2 * np.pi)
    by_weekday = np.array([1, 1, 1, 1, 1, 0.95, 0.93])
    true = 300 * by_hour[hours.hour] * by_weekday[hours.day_of_week]
    true = true * np.where(hours >= hours[-1] - 14 * WEEK, 0.8, 1.0)
    true = true * np.exp(np.cumsum(rng.normal(0, 0.0008, len(hours))) + rng.normal(0, 0.05, len(hours)))
    for event in events_of(shop, queue):
        true[(hours >= event.start) & (hours < event.end)] *= 0.85
    some = np.maximum(counts, 1)
    seconds = np.where(counts > 0, true * rng.gamma(some / 0.8) * 0.8 / some, np.nan)
    return pd.Series(seconds, hours), pd.Series(counts, hours)


def compare(
    shop: Shop, queue: str, usual: float, seconds: pd.Series, chats: pd.Series, weeks: int
) -> pd.Series:
    """Mean error of each method over the last weeks, and seconds of one fit with its forecast."""
    end = seconds.index[-1].normalize() + pd.Timedelta(days=1)
    rows = []
    for back in range(weeks, 0, -1):
        origin = end - back * WEEK
        past, coming = seconds.index < origin, (seconds.index >= origin) & (seconds.index < origin + WEEK)
        recent = past & (seconds.index >= origin - 8 * WEEK)
        begun = time.process_time()
        model = fit_handling_time(
            seconds[past], chats[past], usual_seconds=usual, events=events_of(shop, queue)
        )
        forecasts = {"project": model.predict(seconds.index[coming])}
        spent = time.process_time() - begun
        for name, hours in (("mean so far", past), ("mean of 8 weeks", recent)):
            known = hours & seconds.notna() & (chats > 0)
            forecasts[name] = np.average(seconds[known], weights=chats[known])
        forecasts["shop.toml"] = usual
        true, weight = seconds[coming].to_numpy(), chats[coming].to_numpy()
        counted = ~np.isnan(true) & (weight > 0)
        total = float(true[counted] @ weight[counted])
        errors = {
            name: float(np.abs(forecast - true)[counted] @ weight[counted]) / total
            for name, forecast in forecasts.items()
        }
        rows.append({**errors, "seconds a fit": spent})
    return pd.DataFrame(rows).mean()


def main() -> None:
    """Read the folder, print a line for each queue."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weeks", type=int, default=26)
    parser.add_argument("--made", type=float, metavar="SHARE")
    arguments = parser.parse_args()
    shop = read_shop(arguments.folder)
    lines = {}
    for queue in shop.settings.queues:
        seconds, chats = hourly_handling_times(shop, queue.id, shop.history["timestamp"].max() + WEEK)
        if arguments.made is not None:
            seconds, chats = made(shop, queue.id, chats, arguments.made)
        if len(seconds):
            lines[queue.id] = compare(shop, queue.id, queue.aht_seconds, seconds, chats, arguments.weeks)
    print(pd.DataFrame(lines).T.round(4).to_string())


if __name__ == "__main__":
    main()
