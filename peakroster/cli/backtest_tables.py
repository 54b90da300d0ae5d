"""A backtest in a terminal: errors by method, time and kind of event, and where a simple method is better."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from peakroster.messages import Translator
from peakroster.tables.weekdays import WEEKDAYS
from peakroster.wording import weekday_name

_METHODS = ("forecast", "last_week", "eight_weeks")
_EVENT_METHODS = ("last_event", "last_event_level", "uplift")
_KINDS = ("normal", "event")

JsonObject = Mapping[str, Any]


def lines_and_tables(
    figures: JsonObject, names: Mapping[str, str], translate: Translator
) -> Iterator[str | Table]:
    """The tables of every queue, and how to read them.

    figures: the content of backtest.json. names: id → name of the queues.
    """
    shortest = min(figures["horizons"])
    for queue in figures["queues"]:
        name = names.get(queue["queue"], queue["queue"])
        if not any(kind in horizon for horizon in queue["horizons"] for kind in _KINDS):
            yield translate("backtest.nothing_comparable", queue=name)
            continue
        yield _errors_table(queue, name, translate)
        if queue["method"] == "auto":
            yield from _auto_lines(queue, name, translate)
        yield _when_table(queue, name, shortest, translate)
        if queue["event"]:
            yield _kind_table(queue, name, translate)
            yield _event_table(queue, name, translate)
        days = [
            translate("backtest.day_item", day=row["days_ahead"], wape=row["wape"]["forecast"])
            for row in queue["days_ahead"]
            if _is_shown(row["days_ahead"]) and row["wape"]["forecast"] is not None
        ]
        yield translate("backtest.days_ahead", queue=name, list=" · ".join(days))
    yield from note_lines(figures, names, translate)
    for left_out in figures["left_out"]:
        yield translate("backtest.left_out", queue=names.get(left_out, left_out))
    yield translate("backtest.explain")
    if any(queue["event"] for queue in figures["queues"]):
        yield translate("backtest.explain_events")
    yield translate("backtest.scope")
    if figures["partial"]:
        yield translate("backtest.partial", done=figures["forecasts"], planned=figures["forecasts_planned"])


def note_lines(figures: JsonObject, names: Mapping[str, str], translate: Translator) -> list[str]:
    """What moved in each queue's history, for whoever wonders about a bias."""
    return [
        translate(f"backtest.{note['code']}", **{**note, "queue": names.get(note["queue"], note["queue"])})
        for note in figures["notes"]
    ]


def verdict_lines(figures: JsonObject, names: Mapping[str, str], translate: Translator) -> list[str]:
    """A sentence for each place where a simple method is better, or one that there is none."""
    lines = []
    for verdict in figures["verdicts"]:
        words = {
            **verdict,
            "queue": names.get(verdict["queue"], verdict["queue"]),
            "method": translate(f"backtest.method_{verdict['method']}"),
            "chance": _at_least(verdict["chance"]),
        }
        if verdict["code"] == "event_method_better":
            lines.append(translate("backtest.better_for_kind", **words))
            lines.append(translate("backtest.better_for_kind_remedy"))
            continue
        words |= {"kind": translate(f"backtest.{verdict['day']}"), "days": verdict["horizon"]}
        lines.append(translate("backtest.better", **words))
        if verdict["day"] == "normal":  # on event days alone no method can be chosen
            lines.append(translate("backtest.better_remedy", value=verdict["method"]))
    # A remedy that several verdicts share is said once, after the last of them.
    return list(dict.fromkeys(reversed(lines)))[::-1] or [translate("backtest.none_better")]


def _auto_lines(queue: JsonObject, name: str, translate: Translator) -> Iterator[str]:
    """How often ``auto`` chose a naive method by itself."""
    used = Counter(origin["method"] for origin in queue["origins"])
    for method in _METHODS[1:]:
        if used[method]:
            words = translate(f"backtest.method_{method}")
            yield translate(
                "backtest.auto_used", queue=name, method=words, count=used[method], of=used.total()
            )


def _errors_table(queue: JsonObject, name: str, translate: Translator) -> Table:
    title = translate("backtest.errors_title", queue=name, method=queue["method"])
    table = _table(title, ("days", "method"), ("wape", "mase", "bias", "peak"), translate)
    for column in ("hours_coverage", "days_coverage", "weeks_coverage"):
        table.add_column(translate(f"backtest.{column}"), justify="right")
    for horizon in queue["horizons"]:
        for kind in _KINDS:
            if kind not in horizon:
                continue
            found = horizon[kind]
            best = _best_method(found)
            for method in _methods_known(found):
                first = method == _METHODS[0]
                kind_and_days = translate(
                    "backtest.kind_and_days", kind=translate(f"backtest.{kind}"), days=horizon["days"]
                )
                held = [
                    _interval_coverage(found["coverage"], span) if first else ""
                    for span in ("hour", "day", "week")
                ]
                table.add_row(
                    kind_and_days if first else "",
                    translate(f"backtest.short_{method}"),
                    Text(_wape_cell(found, method), style="bold" if method == best else ""),
                    _number(found["mase"][method]),
                    _signed(found["bias"][method]),
                    _percent(found["peak_hour_error"][method]),
                    *held,
                )
            table.add_section()
    return table


def _when_table(queue: JsonObject, name: str, shortest: int, translate: Translator) -> Table:
    title = translate("backtest.when_title", queue=name, days=shortest)
    table = _table(title, ("when",), ("hourly_volume", *_method_columns(), "forecast_bias"), translate)
    for row in queue["weekday"]:
        table.add_row(weekday_name(WEEKDAYS.index(row["weekday"]), translate), *_wapes(row))
    table.add_section()
    for row in queue["hour"]:
        table.add_row(row["hour"], *_wapes(row))
    return table


def _wapes(row: JsonObject) -> list[str]:
    wapes = [_percent(row["wape"][method]) for method in _METHODS]
    return [f"{row['inquiries'] / row['hours']:,.0f}", *wapes, _signed(row["bias"]["forecast"])]


def _event_table(queue: JsonObject, name: str, translate: Translator) -> Table:
    title = translate("backtest.event_title", queue=name)
    methods = _methods_of(queue["event"])
    columns = ("actual", *_method_columns(methods), "forecast_bias", "peak", "hours_coverage")
    table = _table(title, ("event_name",), columns, translate)
    for row in queue["event"]:
        table.add_row(
            Text(row["event"]),
            f"{row['inquiries']:,.0f}",
            *_wape_cells(row, methods),
            _signed(row["bias"]["forecast"]),
            _percent(row["peak_hour_error"]["forecast"]),
            _interval_coverage(row["coverage"], "hour"),
        )
    return table


def _kind_table(queue: JsonObject, name: str, translate: Translator) -> Table:
    """How far off each kind was forecast, beside what a planner would have put down instead."""
    title = translate("backtest.kind_title", queue=name)
    methods = _methods_of(queue["kind"])
    columns = ("events", *(f"off_{method}" for method in methods))
    table = _table(title, ("event_kind",), columns, translate)
    for row in queue["kind"]:
        table.add_row(
            Text(row["kind"]),
            str(row["events"]),
            *_wape_cells(row, methods, digits=0),
        )
    return table


def _methods_of(rows: Sequence[JsonObject]) -> tuple[str, ...]:
    """The methods that know anything in these rows, those of event days beside the forecast."""
    known = {method for row in rows for method in _methods_known(row)}
    return tuple(method for method in (_METHODS[0], *_EVENT_METHODS, *_METHODS[1:]) if method in known)


def _methods_known(figures: JsonObject) -> list[str]:
    """The methods of these figures; those of event days only where they know anything."""
    wapes = figures["wape"]
    return [method for method in wapes if method in _METHODS or wapes[method] is not None]


def _best_method(figures: JsonObject) -> str | None:
    """The method with the least WAPE, relative to that of the forecast in the hours that the method knows."""
    ratios = {}
    for method, wape in figures["wape"].items():
        forecast = figures.get("forecast_wape", {}).get(method, figures["wape"]["forecast"])
        if wape is not None and forecast is not None:
            ratios[method] = wape / forecast if forecast else float("inf") if wape else 1.0
    return min(ratios, key=lambda method: ratios[method], default=None)


def _wape_cells(figures: JsonObject, methods: Sequence[str], digits: int = 1) -> list[Text]:
    best = _best_method(figures)
    return [
        Text(_wape_cell(figures, method, digits), style="bold" if method == best else "")
        for method in methods
    ]


def _wape_cell(figures: JsonObject, method: str, digits: int = 1) -> str:
    """WAPE of a method; where it knows only some hours, that of the forecast there stands in brackets."""
    wape, forecast = figures["wape"][method], figures["wape"]["forecast"]
    there = figures.get("forecast_wape", {}).get(method, forecast)
    alone = _percent(wape, digits)
    return alone if wape is None or there == forecast else f"{alone} ({_percent(there, digits)})"


def _table(title: str, left: Sequence[str], right: Sequence[str], translate: Translator) -> Table:
    table = Table(title=Text(title), title_justify="left")
    for column in left:
        table.add_column(translate(f"backtest.{column}"), no_wrap=True)
    for column in right:
        table.add_column(translate(f"backtest.{column}"), justify="right")
    return table


def _method_columns(methods: Sequence[str] = _METHODS) -> tuple[str, ...]:
    return tuple(f"short_{method}" for method in methods)


def _is_shown(days_ahead: int) -> bool:
    """Whether a lead time is printed: each day of the first week, then one day a week."""
    return days_ahead <= 7 or days_ahead % 7 == 0


def _at_least(probability: float) -> str:
    """A probability in percent; ``< 0.1%`` for anything smaller."""
    return "< 0.1%" if probability < 0.001 else f"{probability:.1%}"


def _percent(number: float | None, digits: int = 1) -> str:
    return "–" if number is None else f"{number:.{digits}%}"


def _signed(number: float | None) -> str:
    return "–" if number is None else f"{number:+.1%}"


def _number(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f}"


def _interval_coverage(coverage: JsonObject, span: str) -> str:
    """``81 / 96 %``: empirical coverage of the 80 % and the 95 % prediction interval."""
    shares = [coverage.get(f"{span}_{level}") for level in ("80", "95")]
    if None in shares:
        return "–"
    return " / ".join(f"{100 * share:.0f}" for share in shares if share is not None) + "%"
