"""Files of a backtest: ``backtest/`` in the shop folder, and the same figures for ``--json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from peakroster.backtest.figures import AccuracyMeasures, break_down, by_horizon
from peakroster.backtest.level_changes import notes
from peakroster.backtest.method_comparison import KindVerdict, Verdict, kind_verdicts, verdicts
from peakroster.backtest.rolling_origin import Backtest
from peakroster.json_text import json_file, jsonable
from peakroster.tables.atomic_files import write_folder
from peakroster.tables.weekdays import WEEKDAYS
from scheduler.domain.shop import Shop

FOLDER = "backtest"
FIGURES, HOURS, TOTALS, CHART = "backtest.json", "errors.csv", "totals.csv", "backtest.html"
_DIGITS = 6


def content(shop: Shop, backtest: Backtest) -> dict[str, Any]:
    """Every figure, in the types of JSON; NaN is None. The keys are those of docs/reference/outputs.md."""
    return {
        "horizons": list(backtest.horizons),
        "weeks": backtest.weeks,
        "partial": backtest.done < backtest.planned,
        "forecasts": backtest.done,
        "forecasts_planned": backtest.planned,
        "left_out": list(backtest.left_out),
        "queues": [_queue(shop, backtest, queue) for queue in backtest.origins],
        "verdicts": [
            *(verdict_json(verdict) for verdict in verdicts(backtest)),
            *(verdict_json(verdict) for verdict in kind_verdicts(backtest)),
        ],
        "notes": [
            {"queue": queue, **jsonable(note, _DIGITS)}
            for queue, changes in backtest.levels.items()
            for note in notes(changes)
        ],
    }


def verdict_json(verdict: Verdict | KindVerdict) -> dict[str, Any]:
    """A verdict with its code."""
    code = "simple_method_better" if isinstance(verdict, Verdict) else "event_method_better"
    return {"code": code, **jsonable(asdict(verdict), _DIGITS)}


def write_backtest(folder: Path, figures: Mapping[str, Any], backtest: Backtest, chart: str) -> list[Path]:
    """Write ``backtest/`` into the shop folder, atomically, in place of an earlier one; returns the files.

    figures: see :func:`content`. chart: a page of HTML.
    """
    contents = {
        FIGURES: json_file(figures),
        HOURS: _csv(backtest.errors.hours),
        TOTALS: _csv(backtest.errors.totals),
        CHART: chart.encode(),
    }
    return write_folder(folder / FOLDER, contents)


def _queue(shop: Shop, backtest: Backtest, queue: str) -> dict[str, Any]:
    rows = backtest.errors.hours[backtest.errors.hours["queue"] == queue]
    methods = rows.groupby("origin")["method"].first().to_dict()
    parts = break_down(backtest.errors, queue, min(backtest.horizons))
    return {
        "queue": queue,
        "method": shop.forecast_method(queue),
        "origins": [
            {
                "origin": f"{origin.moment:%Y-%m-%d}",
                "regular": origin.regular,
                "method": methods.get(origin.moment),
            }
            for origin in backtest.origins[queue]
        ],
        "horizons": [
            {"days": each.days, **{kind: _figures(found) for kind, found in each.kinds.items()}}
            for each in by_horizon(backtest.errors, queue, backtest.horizons)
        ],
        "days_ahead": [{"days_ahead": key, **_figures(each)} for key, each in parts.days_ahead.items()],
        "weekday": [{"weekday": WEEKDAYS[key], **_figures(each)} for key, each in parts.weekday.items()],
        "hour": [{"hour": f"{key:02}:00", **_figures(each)} for key, each in parts.hour.items()],
        "event": [{"event": key, **_figures(each)} for key, each in parts.event.items()],
        "kind": [
            {"kind": key, "events": each.events, **_figures(each.figures)} for key, each in parts.kind.items()
        ],
    }


def _figures(figures: AccuracyMeasures) -> dict[str, Any]:
    found: dict[str, Any] = jsonable(asdict(figures), _DIGITS)
    if not figures.forecast_wape:
        del found["forecast_wape"]
    return found


def _csv(table: pd.DataFrame) -> bytes:
    """CSV as in a plan: UTF-8 with a BOM; timestamps to the minute, dates as dates."""
    words = table.copy()
    for name in table.columns:
        if pd.api.types.is_datetime64_dtype(table[name]):
            form = "%Y-%m-%dT%H:%M" if name == "timestamp" else "%Y-%m-%d"
            words[name] = table[name].dt.strftime(form)
    return words.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")
