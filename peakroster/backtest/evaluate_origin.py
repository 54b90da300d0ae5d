"""One queue from one origin: the forecast that a plan would have had, beside what came."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, Forecast, NotEnoughHistory
from forecast.ensemble.accuracy import seasonal_error
from forecast.ensemble.naive import mean_of_eight_weeks, same_hour_last_week
from peakroster.backtest.errors import QUANTILES, Errors, rounded
from peakroster.backtest.history_series import Record
from peakroster.backtest.origins import Origin
from peakroster.planning.forecast.forecasting import fit_queue
from scheduler.domain.shop import Shop

_PATHS = 1000
_SEED = 1
_DAY = pd.Timedelta(days=1)
_HOUR = pd.Timedelta(hours=1)
_WEEK_DAYS = 7


def look_back(shop: Shop, record: Record, origin: Origin, days: int, calendar: Calendar) -> Errors | None:
    """The hours of the ``days`` after the origin that are known and that every method can forecast.

    None where there are none, or too little is known before the origin.
    """
    past = record.rates[: origin.moment - _HOUR]
    place = _places(record, origin, days)
    hours, lasting = record.hours[place], record.lasting[place]
    last_week = same_hour_last_week(past, hours) * lasting
    eight_weeks = mean_of_eight_weeks(past, hours) * lasting
    comparable = ~np.isnan(last_week + eight_weeks)
    if not comparable.any():
        return None
    place, hours, lasting = place[comparable], hours[comparable], lasting[comparable]
    try:
        forecast = fit_queue(shop, record.queue, past, calendar, origin.moment).predict(hours, seed=_SEED)
    except NotEnoughHistory:
        return None
    rows = pd.DataFrame(
        {
            "timestamp": hours,
            "queue": record.queue,
            "origin": origin.moment,
            "horizon": np.asarray((hours.normalize() - origin.moment) // _DAY + 1, dtype=np.int64),
            "day": np.where(record.on_event_day[place], "event", "normal"),
            "event": record.running[place],
            "actual": record.rates.to_numpy()[place] * lasting,
            "mean": forecast.mean * lasting,
            **{name: forecast.quantile(p) * lasting for name, p in QUANTILES.items()},
            "last_week": last_week[comparable],
            "eight_weeks": eight_weeks[comparable],
            "scale": _scale(record, past),
            "method": _method(forecast),
        }
    )
    totals = _totals(rows, forecast, lasting, weeks=origin.regular)
    whole = totals["from"] + pd.to_timedelta(totals["days"], unit="D") <= record.end
    return Errors(rounded(rows), rounded(totals[whole]))


def _places(record: Record, origin: Origin, days: int) -> NDArray[np.int64]:
    """Where in the record the hours lie that the origin is there for."""
    hours = record.hours
    ahead = np.asarray((hours >= origin.moment) & (hours < origin.moment + days * _DAY))
    ahead &= (record.lasting > 0) & ~record.rates.isna().to_numpy()
    if not origin.regular:
        ahead &= record.on_event_day
    return np.flatnonzero(ahead)


def _scale(record: Record, past: pd.Series) -> float:
    """How far an hour was from the same hour of the week before, in what was known."""
    return seasonal_error(past.to_numpy() * np.maximum(record.lasting[: len(past)], 1))


def _method(forecast: Forecast) -> str:
    chosen = (note.numbers["method"] for note in forecast.notes if "method" in note.numbers)
    return str(next(chosen, "model"))


def _totals(
    rows: pd.DataFrame, forecast: Forecast, lasting: NDArray[np.int64], *, weeks: bool
) -> pd.DataFrame:
    """Totals of each date, and of each seven days; the quantiles are those of sample paths."""
    paths = forecast.paths(_PATHS) * lasting
    day = (rows["horizon"] - 1).to_numpy()
    parts = [_spans(rows, paths, day, 1)]
    if weeks:
        parts.append(_spans(rows, paths, day // _WEEK_DAYS, _WEEK_DAYS))
    return pd.concat(parts, ignore_index=True)


def _spans(
    rows: pd.DataFrame, paths: NDArray[np.float64], span: NDArray[np.int64], days: int
) -> pd.DataFrame:
    """Totals of each span of so many days; span: the number of each hour's, never falling.

    A span in which an event runs is one of an event.
    """
    firsts = np.flatnonzero(np.diff(span, prepend=-1))
    sums = np.add.reduceat(paths, firsts, axis=1)
    first_day = span[firsts] * days
    of_event = np.logical_or.reduceat((rows["day"] == "event").to_numpy(), firsts)
    origin = rows["origin"].iloc[0]
    return pd.DataFrame(
        {
            "from": origin + pd.to_timedelta(first_day, unit="D"),
            "days": days,
            "queue": rows["queue"].iloc[0],
            "origin": origin,
            "horizon": first_day + 1,
            "day": np.where(of_event, "event", "normal"),
            "actual": np.add.reduceat(rows["actual"].to_numpy(), firsts),
            "mean": np.add.reduceat(rows["mean"].to_numpy(), firsts),
            **{name: np.quantile(sums, p, axis=0) for name, p in QUANTILES.items()},
        }
    )
