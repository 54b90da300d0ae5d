"""Deferred work in words: one interval, a whole plan, and what its service level counts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pandas as pd
import pytest

from peakroster.explanations.deferred_words import deferred_lines
from peakroster.explanations.interval import StaffedInterval, explain_interval
from peakroster.explanations.interval_summary import summary_sentences
from peakroster.explanations.interval_words import as_json, lines, rule_lines, team_table
from peakroster.explanations.service_words import counted_as
from peakroster.messages import Translator
from peakroster.planning.staffing.requirement import requirement_table
from scheduler.domain.deferral import Deferral
from scheduler.domain.plan import Plan
from scheduler.domain.queues import Target
from scheduler.domain.windows import Window
from tests.peakroster.planning.staffing.shops import MONDAY, forecast, queue, shop

ENGLISH, CHINESE = Translator("en"), Translator("zh")


def explained(at: str, counts: Any = "clock") -> tuple[Any, StaffedInterval]:
    """Ten cases of ten minutes an hour, day and night; forty wait at the start; 9 to 21 o'clock, 24 hours."""
    deferral = Deferral(24, counts, backlog=40)
    tickets = queue(
        "tickets",
        open=Window(540, 1260),
        aht_seconds=600.0,
        deferred=deferral,
        targets=(Target("service_level", 86_400, 0.95),),
    )
    store: Any = shop([queue(), tickets])
    expected = forecast({"售前": 30.0, "tickets": 10.0}, MONDAY, 2)
    plan = Plan(MONDAY, 2, forecast=expected, requirement=requirement_table(store, expected, MONDAY, 2))
    return store, explain_interval(store, plan, "tickets", datetime.fromisoformat(f"2026-11-{at}"))


def test_an_interval_says_what_waits_comes_and_is_due() -> None:
    """The first one has the forty and the night's ninety before it; no rule of its own asks for agents."""
    _, interval = explained("09T09:00")
    figures = interval.deferred
    assert figures is not None
    assert (figures.waiting, figures.arrived) == (0, pytest.approx(135))
    assert figures.able == pytest.approx(3 * interval.agents)
    assert figures.left == pytest.approx(figures.arrived - figures.able)
    assert rule_lines(interval, ENGLISH) == []
    heads, rows = team_table(interval, ENGLISH)
    assert len(heads) == 2
    assert ["Arrived since the interval before", "135.0"] in rows
    told = summary_sentences(interval, ENGLISH)
    assert told[0] == (
        "This work may wait: at least 95% of the cases are to be done within 24 hours of their arrival, "
        "nights included."
    )
    assert "完" in summary_sentences(interval, CHINESE)[0]
    assert as_json(interval, {}, ENGLISH)["deferred"]["arrived"] == pytest.approx(135)


def test_an_interval_without_agents_says_why() -> None:
    """Where nobody is placed the cases wait for quieter hours."""
    for hour in range(9, 21):
        _, interval = explained(f"10T{hour:02d}:00", "open_hours")
        if interval.agents == 0:
            assert "Nobody is placed here" in summary_sentences(interval, ENGLISH)[1]
        else:
            assert "no interval is a promise of its own" in summary_sentences(interval, ENGLISH)[1]


def test_cases_are_no_chats_and_late_ones_no_kept_promise() -> None:
    """Six cases of ten minutes an hour; of those who waited fifteen are overdue at the first opening."""
    _, interval = explained("09T09:00")
    told = [f"{line.what} {line.figure}" for line in lines(interval, ENGLISH)]
    assert "An agent does 6.0 cases per hour" in told
    assert not any("chat" in line for line in told)
    assert not any("会话" in line.what for line in lines(interval, CHINESE))
    sentences = " ".join(summary_sentences(interval, ENGLISH))
    assert "are not done by then" in sentences
    assert "every deadline is kept" not in sentences


def test_what_is_counted() -> None:
    """Hours, of the clock or open ones, not 86,400 seconds."""
    assert counted_as(explained("09T09:00")[0], "tickets", ENGLISH) == "Done within 24 hours"
    store = explained("09T09:00", "open_hours")[0]
    assert counted_as(store, "tickets", ENGLISH) == "Done within 24 open hours"
    assert counted_as(store, "tickets", CHINESE) == "24 个营业小时内处理完"


def test_a_plan_says_its_share_in_time_and_its_backlog() -> None:
    """The evening with most, and the last one; one case is one case; plans without such work say nothing."""
    backlog = {"2026-11-09": 7.4, "2026-11-10": 1.0}
    figures = {"done": 90.0, "due": 120.0, "late": 6.0, "share_in_time": 0.95, "backlog": backlog}
    plan = Plan(date(2026, 11, 9), 2, summary={"deferred": {"tickets": figures}})
    assert deferred_lines(plan, ENGLISH, {"tickets": "Tickets"}) == [
        "Tickets: 95.0% of 120 cases due are done in time, 6 late. At the end of a day up to 7 cases wait "
        "(2026-11-09); at the end of the plan 1."
    ]
    assert "95.0%" in deferred_lines(plan, CHINESE, {})[0]
    assert deferred_lines(Plan(date(2026, 11, 9), 2, summary={}), ENGLISH, {}) == []


@pytest.mark.parametrize(("there", "told"), [(1.0, 1), (2.0, 0)])
def test_a_team_that_is_too_small_is_called_so(there: float, told: int) -> None:
    """Two agents for a day of half hours are needed; the morning after belongs to the next plan."""
    moments = pd.date_range("2026-11-09", periods=72, freq="30min")
    table = pd.DataFrame({"timestamp": moments, "queue": "tickets", "required": 2.0, "scheduled": there})
    figures = {"due": 120.0, "late": 6.0, "share_in_time": 0.95, "backlog": {"2026-11-09": 7.4}}
    plan = Plan(date(2026, 11, 9), 1, coverage=table, summary={"deferred": {"tickets": figures}})
    for translate in (ENGLISH, CHINESE):
        lines_told = deferred_lines(plan, translate, {})[1:]
        assert len(lines_told) == told
        assert all("48.0" in line and "24.0" in line for line in lines_told)
