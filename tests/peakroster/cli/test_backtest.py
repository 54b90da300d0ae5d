"""``peakroster backtest``: what it says and leaves behind, in full, in part, and when it cannot."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.table import Table
from rich.text import Text

from peakroster.backtest import rolling_origin as rolling
from peakroster.charts import backtest as charts
from peakroster.cli.backtest_tables import lines_and_tables, note_lines, verdict_lines
from peakroster.messages import LANGUAGES, Translator
from peakroster.wording import weekday_name
from tests.peakroster.cli.small_shop import run, state_of

pytestmark = pytest.mark.slow

FILES = ["backtest.json", "errors.csv", "totals.csv", "backtest.html"]
ONE_WEEK = ("--horizon", 7, "--weeks", 1)


@pytest.fixture
def no_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page takes seconds, for it brings its scripts along; a test of it is enough."""
    monkeypatch.setattr(charts, "backtest_html", lambda *arguments: "<html>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_in_words(shop: Path, language: str) -> None:
    """Errors by method, hours, weekdays and events; how far they can be trusted; where the files lie."""
    ran = run("backtest", shop, "--weeks", 3, "--lang", language)
    assert ran.code == 0
    words = Translator(language)
    for key in (
        "short_forecast",
        "short_last_week",
        "wape",
        "mase",
        "peak",
        "scope",
        "none_better",
        "explain_events",
    ):
        assert words(f"backtest.{key}") in ran.out, key
    for text in ("售前", "20:00", "flash-10", weekday_name(5, words), FILES[3]):
        assert text in ran.out
    assert words("backtest.stage", planned=5) in ran.err
    assert sorted(path.name for path in (shop / "backtest").iterdir()) == sorted(FILES)
    assert "vega" in (shop / "backtest" / "backtest.html").read_text(encoding="utf-8")


def test_json_is_the_file_and_repeats(shop: Path) -> None:
    """Standard output holds every figure of backtest.json; the same input gives the same bytes."""
    ran = run("backtest", shop, "--horizon", 3, "--horizon", 7, "--weeks", 2, "--json", "--lang", "en")
    written = json.loads((shop / "backtest" / "backtest.json").read_text(encoding="utf-8"))
    assert {key: ran.json[key] for key in written} == written
    assert written["horizons"] == [3, 7]
    presale, aftersale = written["queues"]
    assert [horizon["days"] for horizon in presale["horizons"]] == [3, 7]
    assert (presale["queue"], presale["method"], len(aftersale["hour"])) == ("presale", "auto", 12)
    assert not written["partial"]
    assert ran.json["files"] == [str(shop / "backtest" / name) for name in FILES]
    before = {name: content for name, (content, _) in state_of(shop / "backtest").items()}
    assert run("backtest", shop, "--horizon", 3, "--horizon", 7, "--weeks", 2, "--lang", "en").code == 0
    assert {name: content for name, (content, _) in state_of(shop / "backtest").items()} == before


@pytest.mark.usefixtures("no_page")
def test_one_queue(shop: Path) -> None:
    """Only the queue that is asked for is looked at."""
    ran = run("backtest", shop, *ONE_WEEK, "--queue", "aftersale", "--json")
    assert [queue["queue"] for queue in ran.json["queues"]] == ["aftersale"]


@pytest.mark.usefixtures("no_page")
def test_unknown_queue(shop: Path) -> None:
    """Exit code 2, and the queues that there are."""
    ran = run("backtest", shop, "--queue", "presal", "--json", "--lang", "en")
    assert ran.code == 2
    (error,) = ran.json["errors"]
    assert (error["code"], error["file"]) == ("unknown_queue", "--queue")
    assert "presale; aftersale" in error["remedy"]


@pytest.mark.usefixtures("no_page")
def test_too_little_history(shop: Path) -> None:
    """Exit code 2, how many days there are and how many it takes; nothing is written."""
    history = (shop / "history.csv").read_text(encoding="utf-8").splitlines()
    kept = [line for line in history if line.startswith("timestamp") or line >= "2026-10-30"]
    (shop / "history.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    before = state_of(shop)
    ran = run("backtest", shop, "--json", "--lang", "en")
    assert ran.code == 2
    assert [error["value"] for error in ran.json["errors"]] == ["presale", "aftersale"]
    assert "10 days of history; a backtest needs 21" in ran.json["errors"][0]["message"]
    assert state_of(shop) == before


def interrupting(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, with a Ctrl-C in the middle of it."""

    def interrupted(*arguments: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return function(*arguments)

    return interrupted


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("no_page")
def test_ctrl_c_keeps_what_is_done(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The forecast that is being made is finished, and the answer says how many of them it rests on."""
    monkeypatch.setattr(rolling, "evaluate_origin", interrupting(rolling.evaluate_origin))
    ran = run("backtest", shop, "--horizon", 7, "--weeks", 3, "--json", "--lang", "en")
    assert ran.code == 0
    assert (ran.json["partial"], ran.json["forecasts"], ran.json["forecasts_planned"]) == (True, 1, 5)
    assert "what is done is kept" in ran.err
    assert json.loads((shop / "backtest" / "backtest.json").read_text(encoding="utf-8"))["partial"]
    told = run("backtest", shop, "--horizon", 7, "--weeks", 3, "--lang", "en")
    assert "Stopped by hand after 1 of 5 forecasts" in told.out


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.usefixtures("no_page")
def test_ctrl_c_before_anything_is_done(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 1; an earlier backtest stays as it was."""
    assert run("backtest", shop, *ONE_WEEK).code == 0
    before = state_of(shop)
    monkeypatch.setattr(rolling, "national_calendar", interrupting(rolling.national_calendar))
    ran = run("backtest", shop, *ONE_WEEK, "--json", "--lang", "en")
    assert ran.code == 1
    assert ran.json["error"] == "Interrupted. Nothing was changed."
    assert state_of(shop) == before


VERDICT = {
    "code": "simple_method_better",
    "queue": "presale",
    "horizon": 7,
    "day": "normal",
    "method": "last_week",
    "wape": 0.1234,
    "forecast_wape": 0.1519,
    "better": 10,
    "blocks": 12,
    "chance": 0.0123,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_kind_that_a_copy_tells_better_is_said_plainly(language: str) -> None:
    """Kind, method, both figures, in how many events, and what to do, once for all such kinds."""
    words = Translator(language)
    verdict = {key: VERDICT[key] for key in ("queue", "wape", "forecast_wape", "chance")}
    verdict |= {"code": "event_method_better", "kind": "flash", "method": "last_event_level"}
    verdict |= {"better": 3, "events": 4}
    told = verdict_lines({"verdicts": [verdict, {**verdict, "kind": "618"}]}, {}, words)
    for part in ("flash", words("backtest.method_last_event_level"), "12.3%", "15.2%", "3", "4"):
        assert part in told[0]
    assert "618" in told[1]
    assert told[2:] == [words("backtest.better_for_kind_remedy")]


def measures(**wapes: float | None) -> dict[str, Any]:
    """Figures of event hours, as backtest.json has them."""
    forecast_wape = {method: wapes["forecast"] for method in wapes if method != "forecast"}
    numbers = dict.fromkeys(wapes, 0.0)
    return {
        "hours": 4,
        "inquiries": 400.0,
        "wape": wapes,
        "forecast_wape": forecast_wape,
        **dict.fromkeys(("bias", "peak_hour_error", "mase"), numbers),
        "coverage": {},
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_of_events_in_a_table(language: str) -> None:
    """How far off each kind was, beside the methods that know anything; the best is bold."""
    words = Translator(language)
    wapes = {"forecast": 0.15, "last_week": 0.7, "eight_weeks": 0.6}
    wapes |= {"last_event": 0.24, "last_event_level": 0.12, "uplift": None}
    row = measures(**wapes)
    row["forecast_wape"] |= {"last_event": 0.2, "uplift": None}
    queue = {
        "queue": "presale",
        "method": "model",
        "origins": [],
        "days_ahead": [],
        "weekday": [],
        "hour": [],
    }
    queue |= {"horizons": [{"days": 7, "event": row}], "event": [{"event": "d11-2026", **row}]}
    queue |= {"kind": [{"kind": "double11", "events": 2, **row}]}
    figures = {"horizons": [7], "queues": [queue], "left_out": [], "notes": [], "partial": False}
    tables = [part for part in lines_and_tables(figures, {}, words) if isinstance(part, Table)]
    (table,) = [part for part in tables if words("backtest.kind_title", queue="presale") in str(part.title)]
    keys = ("off_forecast", "off_last_event", "off_last_event_level", "off_last_week", "off_eight_weeks")
    assert [column.header for column in table.columns][2:7] == [words(f"backtest.{key}") for key in keys]
    cells = [next(iter(column.cells)) for column in table.columns]
    assert [str(cell) for cell in cells] == [*("double11", "2", "15%", "24% (20%)", "12%", "70%", "60%")]
    assert [str(cell) for cell in cells if isinstance(cell, Text) and cell.style == "bold"] == ["12%"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_moved_in_the_history_is_told(language: str) -> None:
    """Day and size of a jump, and growth per year, by the queue's name."""
    notes = [
        {"queue": "presale", "code": "level_jump", "date": "2026-05-11", "change": 0.5},
        {"queue": "presale", "code": "growth_years", "per_year": -0.08},
        {"queue": "presale", "code": "growth_trend", "per_year": 0.3},
    ]
    told = note_lines({"notes": notes}, {"presale": "售前"}, Translator(language))
    assert all("售前" in line for line in told)
    assert "2026-05-11" in told[0]
    assert [part in line for line, part in zip(told, ("+50%", "-8%", "+30%"), strict=True)] == [True] * 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_better_simple_method_is_said_plainly(language: str) -> None:
    """Queue, days, method and both figures, and what to write in shop.toml; on event days no such advice."""
    words = Translator(language)
    told = verdict_lines({"verdicts": [VERDICT]}, {"presale": "售前"}, words)
    for part in (
        "售前",
        words("backtest.normal"),
        words("backtest.method_last_week"),
        "12.3%",
        "15.2%",
        "10",
    ):
        assert part in told[0]
    assert 'forecast_method = "last_week"' in told[1]
    on_events = verdict_lines({"verdicts": [{**VERDICT, "day": "event"}]}, {}, words)
    assert len(on_events) == 1
    assert "presale" in on_events[0]
    assert words("backtest.event") in on_events[0]
    assert verdict_lines({"verdicts": []}, {}, words) == [words("backtest.none_better")]
