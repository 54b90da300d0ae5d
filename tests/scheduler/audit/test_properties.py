"""Properties: the rules agree with a naive second formulation, and nothing can be left out of a file."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.audit import Reference, audit
from scheduler.audit.facts.violation import EARLIER, LEAST_CODES
from scheduler.audit.facts.worked_shifts import WorkedShift, of_catalogue
from scheduler.audit.rules.lower_limits import lower_limits
from scheduler.audit.rules.upper_limits import upper_limits
from scheduler.domain.rules import Limit, Rules
from scheduler.domain.shifts import Shift
from scheduler.domain.windows import Window
from tests.scheduler.audit.rules.test_lower_limits import plan
from tests.scheduler.audit.rules.test_upper_limits import shifts_of
from tests.scheduler.audit.world import PRESALE, roster_frame, shop, written
from tests.scheduler.statements import a_shift, an_agent, changed

pytestmark = pytest.mark.slow

FIRST = date(2026, 10, 29)  # a Thursday
AGENT = an_agent("a1", frozenset())


@st.composite
def shifts(draw: st.DrawFn) -> Shift:
    """Any shift of up to 14 hours that starts on the half hour."""
    start = 30 * draw(st.integers(0, 47))
    end = start + 30 * draw(st.integers(1, 28))
    return a_shift("s", start, end)


@st.composite
def rosters(draw: st.DrawFn) -> list[WorkedShift]:
    """Up to four weeks of one agent, the first days of them worked in earlier plans."""
    border = draw(st.integers(0, 14))
    worked = []
    for offset in range(draw(st.integers(1, 28))):
        if draw(st.integers(0, 3)):
            day, earlier = FIRST + timedelta(days=offset), offset < border
            source = Reference(EARLIER if earlier else "roster.csv", None if earlier else offset)
            worked.append(changed(of_catalogue("a1", day, draw(shifts()), source), earlier=earlier))
    return worked


def broken(worked: list[WorkedShift], rules: Rules, *codes: str) -> set[date]:
    """The days at which one of these rules is broken."""
    found = upper_limits(AGENT, worked, rules)
    return {violation.day for violation in found if violation.code in codes and violation.day}


@settings(max_examples=150, deadline=None)
@given(worked=rosters(), least=st.sampled_from([0.5, 8, 11, 12, 24, 36]))
def test_rest_agrees_with_a_walk_over_half_hours(worked: list[WorkedShift], least: float) -> None:
    """Naively: in the hours before a planned shift the agent is at work in no half hour."""
    at_work = {
        row.start + timedelta(minutes=30 * number): row
        for row in worked
        for number in range(int((row.end - row.start) / timedelta(minutes=30)))
    }
    naive = set()
    for row in worked:
        before = [row.start - timedelta(minutes=30 * number) for number in range(1, int(2 * least) + 1)]
        inside = [moment for moment in at_work if row.start <= moment < row.end]
        disturbed = any(moment in at_work and at_work[moment].day < row.day for moment in before)
        overlapped = any(other.day < row.day and other.end > moment for moment in inside for other in worked)
        if not row.earlier and (disturbed or overlapped):
            naive.add(row.day)
    assert broken(worked, Rules(min_rest_hours=least), "min_rest_hours", "overlap") == naive


@settings(max_examples=80, deadline=None)
@given(worked=rosters(), most=st.sampled_from([10.0, 20.0, 36.5, 44.0]))
def test_weekly_rules_agree_with_the_calendar(worked: list[WorkedShift], most: float) -> None:
    """Naively by ISO week: hours, days and nights of every week that has a planned shift past the limit."""
    frame = pd.DataFrame(
        {
            "week": [row.day.isocalendar()[:2] for row in worked],
            "hours": [(row.end - row.start).total_seconds() / 3600 for row in worked],
            "night": [any(t.hour < 6 for t in half_hours(row)) for row in worked],
            "planned": [not row.earlier for row in worked],
        }
    )
    limits = {
        "max_hours_per_week": ("hours", most),
        "max_days_per_week": ("planned", 4),
        "max_night_shifts_per_week": ("night", 2),
    }
    for rule, (column, limit) in limits.items():
        rules = Rules(night_hours=Window(0, 360), **{rule: limit})  # type: ignore[arg-type]
        weeks = {day.isocalendar()[:2] for day in broken(worked, rules, rule)}
        naive = set()
        for week, rows in frame.groupby("week"):
            rows_that_count = rows[rows["night"]] if column == "night" else rows
            total = rows["hours"].sum() if column == "hours" else len(rows_that_count)
            if total > limit and rows_that_count["planned"].any():
                naive.add(week)
        assert weeks == naive


@settings(max_examples=150, deadline=None)
@given(worked=rosters(), most=st.integers(1, 7))
def test_runs_of_days_agree_with_windows(worked: list[WorkedShift], most: int) -> None:
    """Naively: some planned day ends a window of one day too many, all of them worked."""
    days = {row.day for row in worked}
    planned = {row.day for row in worked if not row.earlier}
    windows = {day for day in planned if all(day - timedelta(days=back) in days for back in range(most + 1))}
    found = broken(worked, Rules(max_consecutive_days=most), "max_consecutive_days")
    assert found <= windows
    assert bool(found) == bool(windows)


@settings(max_examples=120, deadline=None)
@given(worked=rosters(), days=st.integers(1, 14), most=st.integers(0, 5), night=st.booleans())
def test_limits_of_any_days_agree_with_every_window(
    worked: list[WorkedShift], days: int, most: int, night: bool
) -> None:
    """Naively: some window of so many days that ends with a planned shift that counts holds too many."""
    worked = [changed(row, shift="n" if row.start.hour >= 12 else "d") for row in worked]
    counted = {row.day: row.earlier for row in worked if not night or row.shift == "n"}
    naive = {
        day
        for day, earlier in counted.items()
        if not earlier and sum(day - timedelta(days=back) in counted for back in range(days)) > most
    }
    limit = Limit(days, most=most, shifts=frozenset("n") if night else None)
    found = broken(worked, Rules(shift_limits=(limit,)), "shift_limit_most")
    assert found <= naive
    assert bool(found) == bool(naive)
    assert all(any(0 <= (day - told).days < days for told in found) for day in naive)  # overlapping ones once


@settings(max_examples=120, deadline=None)
@given(worked=rosters(), most=st.integers(0, 4))
def test_weekends_agree_with_the_calendar(worked: list[WorkedShift], most: int) -> None:
    """Naively by pandas: weekends of a month, by their Saturday, that only the plan works."""
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime([row.day for row in worked]),
            "earlier": [row.earlier for row in worked],
        }
    )
    frame = frame[frame["day"].dt.day_of_week >= 5]
    saturday = frame["day"] - pd.to_timedelta(frame["day"].dt.day_of_week - 5, unit="D")
    weekends = frame.groupby(saturday)["earlier"].any()
    months = weekends.groupby(weekends.index.to_period("M")).agg(["size", lambda any_: (~any_).sum()])
    naive = {str(month) for month, (size, new) in months.iterrows() if size > most and new}
    violations = [
        v for v in upper_limits(AGENT, worked, Rules(max_weekends_per_month=most)) if v.stretch is not None
    ]
    assert {f"{v.stretch[0]:%Y-%m}" for v in violations if v.stretch} == naive
    assert {v.code for v in violations} <= {"max_weekends_per_month"}


@settings(max_examples=150, deadline=None)
@given(letters=st.text("S.", min_size=1, max_size=28), border=st.integers(0, 20), least=st.integers(2, 5))
def test_least_runs_agree_with_a_pattern_of_text(letters: str, border: int, least: int) -> None:
    """Naively by regular expressions: runs that end in the plan and begin on a known day."""
    border = min(border, len(letters) - 1)
    pattern = f"{letters[:border]}|{letters[border:]}"
    rules = Rules(min_consecutive_days=least, min_consecutive_days_off=least)
    agent = an_agent("a1", frozenset({"presale"}))
    found = list(lower_limits(plan(pattern, rules=rules), agent, shifts_of(pattern)))
    on = {
        run.end() - 1
        for run in re.finditer("S+", letters)
        if run.end() - run.start() < least
        and border <= run.end() < len(letters)
        and not run.start() == border == 0  # it may have begun before
    }
    off = {
        run.end()
        for run in re.finditer(r"(?<=S)\.+(?=S)", letters)
        if run.end() - run.start() < least and run.end() >= border
    }
    days_of = {code: {v.day for v in found if v.code == code} for code in LEAST_CODES}
    first = date(2026, 11, 2)
    assert days_of["min_consecutive_days"] == {first + timedelta(days=day) for day in on}
    assert days_of["min_consecutive_days_off"] == {first + timedelta(days=day) for day in off}


def half_hours(row: WorkedShift) -> list[datetime]:
    count = int((row.end - row.start) / timedelta(minutes=30))
    return [row.start + timedelta(minutes=30 * number) for number in range(count)]


PLAN = written(shop())
TABLES = ("forecast", "requirement", "roster", "activities", "coverage")


@pytest.mark.parametrize("file", TABLES)
def test_no_row_of_any_file_can_be_left_out(file: str) -> None:
    """Any single row of a table, deleted by itself, is missed in that file (samples of long tables)."""
    frame: pd.DataFrame = getattr(PLAN.plan, file)
    parts = ("roster", "activities") if file == "roster" else (file,)
    for position in {*range(0, len(frame), 1 + len(frame) // 40), len(frame) - 1}:
        rest = frame.drop(index=frame.index[position])
        facts = changed(PLAN, plan=changed(PLAN.plan, **{file: rest}))
        assert audit(facts, parts), f"row {position + 2} of {file}.csv is not missed"


@settings(max_examples=25, deadline=None)
@given(
    cells=st.lists(st.sampled_from(TABLES), min_size=2, max_size=2, unique=True),
    rows=st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)),
)
def test_rows_left_out_of_two_files_are_missed_too(cells: list[str], rows: tuple[int, int]) -> None:
    """A deletion cannot hide another one."""
    changes = {}
    for file, number in zip(cells, rows, strict=True):
        frame: pd.DataFrame = getattr(PLAN.plan, file)
        changes[file] = frame.drop(index=frame.index[number % len(frame)])
    assert audit(changed(PLAN, plan=changed(PLAN.plan, **changes)))


@settings(max_examples=15, deadline=None)
@given(first_day=st.dates(date(2026, 1, 1), date(2027, 12, 31)), days=st.integers(1, 42))
def test_the_demand_of_any_plan_length_is_complete(first_day: date, days: int) -> None:
    """Plans of 1 to 42 days in a zone with summer time: an independent list of hours passes."""
    hours = pd.date_range(
        first_day, periods=24 * days + 12, freq="h"
    )  # localized: what does not exist vanishes
    existing = hours[hours.tz_localize("Europe/Berlin", nonexistent="NaT", ambiguous=True).notna()]
    forecast = pd.DataFrame({"timestamp": existing, "queue": "presale", "mean": 1.0}).assign(
        p10=0.5, p50=1.0, p90=2.0
    )
    facts = shop(first_day=first_day, days=days, timezone="Europe/Berlin", queues=(PRESALE,))
    facts = changed(facts, plan=changed(facts.plan, forecast=forecast))
    assert audit(facts, ("forecast",)) == []


def test_the_roster_frame_of_the_tests_is_what_the_plan_store_gives() -> None:
    """Columns and kinds of the typed frames, so that these tests speak of real plans."""
    frame = roster_frame([("a1", FIRST, a_shift("s", 0, 480))])
    assert list(frame.columns) == ["agent_id", "date", "shift", "start", "end", "paid_hours"]
    assert frame["start"].dtype == "datetime64[us]"
    assert frame["start"][0] == datetime.combine(FIRST, time())
