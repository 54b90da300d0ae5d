"""Forecasts of the peer packages, week by week, into the cache that report.py reads.

    /tmp/peers/env/bin/python benchmarks/forecasting/peers.py SERIES... CACHE [--origins 20] [--methods ...]

Runs in an environment of its own (``peers-requirements.txt``), one thread. SERIES are CSV files or folders of
them: ``timestamp`` and one column of hourly counts. Each peer is set as somebody who knows it would set it:

- *last week*: the same hour of the last week that has it. *eight weeks*: the mean of the last eight.
- *MSTL + AutoETS*, *MSTL + AutoARIMA* (statsforecast): seasons of a day and a week, both with all history.
- *Prophet*: daily and weekly seasons, yearly where it finds two years, the country's holidays. *Prophet by
  weekday*: a daily season of its own for each weekday and multiplied effects (of six settings tried on the
  two series of the development the best on both, and several times slower).
- *LightGBM*: the same hour of the last weeks, their means, the level of the last days, the calendar with
  holidays and the days beside them; on log counts, absolute error (of twelve settings tried on the two series
  of the development - objectives, scales, numbers of trees - the best but one, and the simplest of the best
  three, which lie within 1 % of each other); quantiles from quantile regressions. *lightgbm-mean*: without
  them, six times as fast; only where it is named.

Who needs a complete series gets gaps filled from the same hour of the weeks around. No forecast is below 0.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from functools import partial

import holidays
import lightgbm
import numpy as np
import pandas as pd
from prophet import Prophet
from protocol import (
    QUANTILES,
    WEEK,
    Method,
    Task,
    by_hour,
    fill,
    find_series,
    note_versions,
    options,
    print_seconds,
)
from statsforecast.models import MSTL, AutoARIMA, AutoETS


def last_week(task: Task) -> pd.DataFrame:
    """The newest week's hour that is known."""
    return _frame(task, {"mean": _weeks(task).ffill().iloc[-1].to_numpy()})


def eight_weeks(task: Task) -> pd.DataFrame:
    """The mean of the last eight weeks, hour by hour."""
    return _frame(task, {"mean": _weeks(task).iloc[-8:].mean().to_numpy()})


def mstl_ets(task: Task) -> pd.DataFrame:
    """Seasons by MSTL, the rest by exponential smoothing."""
    return _mstl(task, AutoETS(model="ZZN"))


def mstl_arima(task: Task) -> pd.DataFrame:
    """Seasons by MSTL, the rest by ARIMA."""
    return _mstl(task, AutoARIMA(seasonal=False))


def prophet(task: Task) -> pd.DataFrame:
    """Prophet with daily and weekly seasons and the country's holidays."""
    return _prophet(task, Prophet(daily_seasonality=True, weekly_seasonality=True))


def prophet_by_weekday(task: Task) -> pd.DataFrame:
    """Prophet with a daily season for each weekday, effects multiplied."""
    model = Prophet(daily_seasonality=False, weekly_seasonality=True, seasonality_mode="multiplicative")
    for weekday in WEEKDAYS:
        model.add_seasonality(f"daily_{weekday}", period=1, fourier_order=6, condition_name=weekday)
    return _prophet(task, model)


def gradient_boosting(task: Task, quantiles: Mapping[str, float] = QUANTILES) -> pd.DataFrame:
    """LightGBM on lags of whole weeks and on the calendar."""
    features = _features(task)
    known, wanted = features.loc[task.past.index[4 * WEEK] :], features.loc[task.hours]
    target = np.log1p(task.past.reindex(known.index)).drop(task.hours, errors="ignore").dropna()
    known = known.loc[target.index]
    found = {"mean": _boosted(known, target, objective="l1").predict(wanted)}
    for name, p in quantiles.items():
        found[name] = _boosted(known, target, objective="quantile", alpha=p).predict(wanted)
    return _frame(task, {name: np.expm1(values) for name, values in found.items()})


METHODS: dict[str, Method] = {
    "last-week": last_week,
    "eight-weeks": eight_weeks,
    "lightgbm": gradient_boosting,
    "lightgbm-mean": partial(gradient_boosting, quantiles={}),
    "mstl-ets": mstl_ets,
    "prophet": prophet,
    "mstl-arima": mstl_arima,
    "prophet-by-weekday": prophet_by_weekday,
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _frame(task: Task, columns: dict[str, np.ndarray]) -> pd.DataFrame:
    """Counts are never below zero."""
    return by_hour(task, {name: np.clip(values, 0, None) for name, values in columns.items()})


def _weeks(task: Task) -> pd.DataFrame:
    """The past, one row a week, aligned with the hours asked for."""
    return pd.DataFrame(task.past.to_numpy().reshape(-1, WEEK))


def _complete(past: pd.Series) -> pd.Series:
    """Gaps filled with the mean of that hour in the known weeks nearest before and after."""
    weeks = pd.DataFrame(past.to_numpy().reshape(-1, WEEK))
    filled = weeks.interpolate(limit_direction="both").fillna(0)
    return pd.Series(filled.to_numpy().ravel(), index=past.index)


def _mstl(task: Task, trend: AutoETS | AutoARIMA) -> pd.DataFrame:
    model = MSTL(season_length=[24, WEEK], trend_forecaster=trend)
    found = model.forecast(y=_complete(task.past).to_numpy(), h=len(task.hours), level=[80, 95])
    names = {"mean": "mean", "lo-95": "q025", "lo-80": "q100", "hi-80": "q900", "hi-95": "q975"}
    return _frame(task, {ours: found[theirs] for theirs, ours in names.items()} | {"q500": found["mean"]})


def _prophet(task: Task, model: Prophet) -> pd.DataFrame:
    model.add_country_holidays(task.series.country)
    model.fit(_dated(task.past.index).assign(y=task.past.to_numpy()), seed=1)
    future = _dated(task.hours)
    np.random.seed(1)  # noqa: NPY002 - what Prophet draws from
    samples = model.predictive_samples(future)["yhat"]
    model.uncertainty_samples = 0  # the samples above are the uncertainty; once is enough
    mean = model.predict(future)["yhat"].to_numpy()
    return _frame(
        task, {"mean": mean} | {name: np.quantile(samples, p, axis=1) for name, p in QUANTILES.items()}
    )


def _dated(hours: pd.DatetimeIndex) -> pd.DataFrame:
    weekdays = {name: hours.dayofweek == number for number, name in enumerate(WEEKDAYS)}
    return pd.DataFrame({"ds": hours} | weekdays)


LAGS = (1, 2, 3, 4)
TREES = 300  # better on the two series of the development than early stopping on the last four weeks


def _features(task: Task) -> pd.DataFrame:
    """Inputs of each hour of the past and of the week asked for; none newer than a week before it."""
    index = task.past.index.append(task.hours)
    counts = np.log1p(_complete(task.past)).reindex(index)
    days_off = _days_off(task, index)
    columns = {
        "hour": index.hour,
        "weekday": index.dayofweek,
        "hour_of_week": index.dayofweek * 24 + index.hour,
        "day_of_year": index.dayofyear,
        "day_of_month": index.day,
        "off": days_off,
        "off_before": np.roll(days_off, 24),
        "off_after": np.roll(days_off, -24),
    }
    for weeks in LAGS:
        columns[f"lag_{weeks}"] = counts.shift(weeks * WEEK).to_numpy()
        columns[f"off_lag_{weeks}"] = np.roll(days_off, weeks * WEEK)
    lags = pd.DataFrame({weeks: counts.shift(weeks * WEEK) for weeks in range(1, 9)})
    columns["mean_4"] = lags[[1, 2, 3, 4]].mean(axis=1).to_numpy()
    columns["mean_8"] = lags.mean(axis=1).to_numpy()
    columns["spread_8"] = lags.std(axis=1).to_numpy()
    lagged = counts.shift(WEEK)
    columns["day_level"] = lagged.rolling(24).mean().to_numpy()
    columns["week_level"] = lagged.rolling(WEEK).mean().to_numpy()
    columns["month_level"] = lagged.rolling(4 * WEEK).mean().to_numpy()
    return pd.DataFrame(columns, index=index)


def _days_off(task: Task, index: pd.DatetimeIndex) -> np.ndarray:
    named = holidays.country_holidays(task.series.country, years=[*task.series.years])
    return np.isin(index.date, list(named)).astype(int)


BOOSTING = {
    "learning_rate": 0.05,
    "num_leaves": 31,
    "min_data_in_leaf": 20,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}


def _boosted(inputs: pd.DataFrame, target: pd.Series, **objective: object) -> lightgbm.Booster:
    return lightgbm.train(BOOSTING | objective, lightgbm.Dataset(inputs, target), num_boost_round=TREES)


def main() -> None:
    """Fill the cache."""
    parser = options(__doc__)
    parser.add_argument(
        "--methods", nargs="+", choices=METHODS, default=[name for name in METHODS if name != "lightgbm-mean"]
    )
    parser.add_argument("--every", type=int, default=1, help="weeks from one origin to the next")
    given = parser.parse_args()
    warnings.filterwarnings("ignore")
    for name in ("cmdstanpy", "prophet"):
        logging.getLogger(name).disabled = True
    note_versions(
        given.cache, "peers", ("statsforecast", "prophet", "lightgbm", "holidays", "numpy", "pandas")
    )
    for series in find_series(given.series, given.table):
        for name in given.methods:
            if given.seconds:
                print_seconds(series, METHODS[name], given.seconds)
                continue
            fill(given.cache, series, name, METHODS[name], series.origins(given.origins, given.every))


if __name__ == "__main__":
    main()
