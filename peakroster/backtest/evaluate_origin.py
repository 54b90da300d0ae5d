"""One queue from one origin: the forecast that a plan would have had, next to the actual counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from forecast import Calendar, Forecast, NotEnoughHistory
from forecast.ensemble.accuracy import seasonal_error
from forecast.ensemble.naive import mean_of_eight_weeks, same_hour_last_week
from peakroster.backtest.errors import QUANTILES, ForecastErrors, rounded
from peakroster.backtest.event_methods import event_methods
from peakroster.backtest.history_series import HistorySeries
from peakroster.backtest.origins import Origin
from peakroster.planning.forecast.fitting import fit_queue
from scheduler.domain.shop import Shop

_PATHS = 1000
_SEED = 1
_DAY = pd.Timedelta(days=1)
_HOUR = pd.Timedelta(hours=1)
_WEEK_DAYS = 7


def evaluate_origin(
    shop: Shop, series: HistorySeries, origin: Origin, days: int, calendar: Calendar
) -> ForecastErrors | None:
    """Forecast the ``days`` after the origin, and tabulate the known hours in which an event runs or which
    the weekly methods can forecast.

    Parameters
    ----------
    shop : Shop
        Settings, events and profiles.
    series : HistorySeries
        The queue's past.
    origin : Origin
        The forecast uses what was known before it.
    days : int
        Length of the horizon.
    calendar : Calendar
        Public holidays and make-up days of history and horizon.

    Returns
    -------
    ForecastErrors or None
        None where there are no such hours, or too little is known before the origin.
    """
    past = series.rates[: origin.moment - _HOUR]
    index = _index_of_hours(series, origin, days)
    hours, duration = series.hours[index], series.duration[index]
    last_week, eight_weeks = same_hour_last_week(past, hours), mean_of_eight_weeks(past, hours)
    # On the night on which only the sale is open, weekly methods know nothing, and much is at stake.
    judged = ~np.isnan(last_week + eight_weeks) | (series.running[index] != "")
    if not judged.any():
        return None
    index, hours, duration = index[judged], hours[judged], duration[judged]
    last_week, eight_weeks = last_week[judged], eight_weeks[judged]
    of_event = event_methods(series, origin.moment, index, eight_weeks)
    try:
        forecast = fit_queue(shop, series.queue, past, calendar, origin.moment).predict(hours, seed=_SEED)
    except NotEnoughHistory:
        return None
    rows = pd.DataFrame(
        {
            "timestamp": hours,
            "queue": series.queue,
            "origin": origin.moment,
            "horizon": np.asarray((hours.normalize() - origin.moment) // _DAY + 1, dtype=np.int64),
            "day": np.where(series.on_event_day[index], "event", "normal"),
            "event": series.running[index],
            "nearest_event": of_event.nearest_event,
            "kind": of_event.kind,
            "actual": series.rates.to_numpy()[index] * duration,
            "mean": forecast.mean * duration,
            **{name: forecast.quantile(p) * duration for name, p in QUANTILES.items()},
            "last_week": last_week * duration,
            "eight_weeks": eight_weeks * duration,
            "last_event": of_event.last_event * duration,
            "last_event_level": of_event.last_event_level * duration,
            "uplift": of_event.uplift * duration,
            "scale": _scale(series, past),
            "method": _method(forecast),
        }
    )
    totals = _totals(rows, forecast, duration, weeks=origin.regular)
    complete = totals["from"] + pd.to_timedelta(totals["days"], unit="D") <= series.end
    return ForecastErrors(rounded(rows), rounded(totals[complete]))


def _index_of_hours(series: HistorySeries, origin: Origin, days: int) -> NDArray[np.int64]:
    """Positions in the series of the hours that the origin evaluates."""
    hours = series.hours
    in_horizon = np.asarray((hours >= origin.moment) & (hours < origin.moment + days * _DAY))
    in_horizon &= (series.duration > 0) & ~series.rates.isna().to_numpy()
    if not origin.regular:
        in_horizon &= series.on_event_day
    return np.flatnonzero(in_horizon)


def _scale(series: HistorySeries, past: pd.Series) -> float:
    """In-sample error of the seasonal naive method."""
    return seasonal_error(past.to_numpy() * np.maximum(series.duration[: len(past)], 1))


def _method(forecast: Forecast) -> str:
    chosen = (note.numbers["method"] for note in forecast.notes if "method" in note.numbers)
    return str(next(chosen, "model"))


def _totals(
    rows: pd.DataFrame, forecast: Forecast, duration: NDArray[np.int64], *, weeks: bool
) -> pd.DataFrame:
    """Totals of each date, and of each seven days; their quantiles are those of sample paths."""
    paths = forecast.paths(_PATHS) * duration
    day = (rows["horizon"] - 1).to_numpy()
    parts = [_period_totals(rows, paths, day, 1)]
    if weeks:
        parts.append(_period_totals(rows, paths, day // _WEEK_DAYS, _WEEK_DAYS))
    return pd.concat(parts, ignore_index=True)


def _period_totals(
    rows: pd.DataFrame, paths: NDArray[np.float64], period: NDArray[np.int64], days: int
) -> pd.DataFrame:
    """Totals of each period of ``days`` days; period: the number of each hour's, never falling.

    A period in which an event runs counts as one of an event.
    """
    firsts = np.flatnonzero(np.diff(period, prepend=-1))
    sums = np.add.reduceat(paths, firsts, axis=1)
    first_day = period[firsts] * days
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
