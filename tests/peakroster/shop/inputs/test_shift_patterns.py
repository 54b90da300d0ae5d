"""Patterns of shifts and short breaks: what is made of them, what is refused, what names stand for."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peakroster.shop.folder import read_shop
from peakroster.shop.inputs.adopted import adopted_roster
from peakroster.shop.inputs.shift_patterns import MOST_OF_PATTERN, Row, starts_of
from peakroster.shop.inputs.shift_times import Moment, parse_breaks, parse_lengths, parse_moment
from peakroster.shop.inputs.shifts import read_shifts
from peakroster.shop.table_specs import SHIFTS
from peakroster.tables.clock import format_clock
from peakroster.tables.errors import UnreadableError
from peakroster.tables.findings import InputError
from peakroster.tables.reader import read_table
from peakroster.tables.report import Report
from scheduler.domain.shifts import Break
from scheduler.domain.shop import Shop
from scheduler.domain.windows import MINUTES_PER_DAY, Window
from scheduler.roster.problem import errors, problem
from tests.peakroster.shop.shops import (
    AGENTS,
    GOOD,
    LOCKS,
    MAPPING,
    REQUESTS,
    SETTINGS,
    Case,
    check,
    findings_of_case,
    write_shop,
)
from tests.peakroster.shop.test_forms import as_text, as_workbook

pytestmark = pytest.mark.slow

A, R, L, M, S, T = "agents.csv", "requests.csv", "locks.csv", "mapping.csv", "shifts.csv", "shop.toml"

CATALOGUE = """\
shift,start,end,meal_minutes,meal_from,meal_to,start_to,start_step,lengths,breaks
早班,08:00,17:00,60,11:00,13:30,,,,30@09:00-10:00;30@15:00-16:30
夜班,22:00,07:00,60,01:00,03:00,,,,30@04:00-05:30
晚班,15:00,24:00,60,18:00,20:00,,,,
"""
PATTERN = "晚,18:00,,30,+1:30,+2:30,19:00,30,4;5,30@+2:30-+3:30\n"
OF_PATTERN = (
    "晚 18:00–22:00",
    "晚 18:00–23:00",
    "晚 18:30–22:30",
    "晚 18:30–23:30",
    "晚 19:00–23:00",
    "晚 19:00–24:00",
)
NAMESAKES = "早,08:00,,,,,,,4,\n早 08:00–12:00,08:00,12:00,,,,,,,\n"
STAFF = "agent_id,name,skills\n007,x,presale;aftersale\nA2,x,presale\nA3,x,presale\n"
RESERVED = '[[queues]]\nid = "小休"\naht_seconds = 300\n\n[rules]'
QUARTERS = "interval_minutes = 15\n" + SETTINGS
LARGEST = "shift,start,start_to,start_step,lengths\nP0,00:00,23:45,15," + ";".join(map(str, range(1, 21)))
TOO_MANY = "".join(f"\nP{n},00:00,23:45,15," + ";".join(map(str, range(1, 21))) for n in range(1, 6)) + "\n"


def bad(code: str, row: str, column: str, value: str) -> Case:
    """One more row of shifts.csv, which is wrong."""
    return Case(code, {S: CATALOGUE + row + "\n"}, S, 5, column, value)


def beside_pattern(code: str, file: str, row: str, column: str, value: str) -> Case:
    """One more row of another file in a shop with a pattern."""
    content = {R: REQUESTS, L: LOCKS, M: MAPPING, A: AGENTS}[file]
    files = {S: CATALOGUE + PATTERN, file: content + row + "\n"}
    return Case(code, files, file, content.count("\n") + 1, column, value)


CASES = [
    bad("bad_length", "x,08:00,,,,,,,4;x,", "lengths", "4;x"),
    bad("bad_length", "x,08:00,,,,,,,0,", "lengths", "0"),
    bad("bad_length", "x,08:00,,,,,,,25,", "lengths", "25"),
    bad("bad_length", "x,08:00,,,,,,,;,", "lengths", ";"),
    bad("bad_length", "x,08:00,,,,,,,4/5,", "lengths", "4/5"),
    bad("bad_offset", "x,08:00,16:00,30,+2.5,+5:00,,,,", "meal_from", "+2.5"),
    bad("bad_offset", "x,08:00,16:00,30,+2:30,+5:70,,,,", "meal_to", "+5:70"),
    bad("bad_offset", "x,08:00,16:00,30,+2:30,+24:30,,,,", "meal_to", "+24:30"),
    bad("bad_break", "x,08:00,16:00,,,,,,,30", "breaks", "30"),
    bad("bad_break", "x,08:00,16:00,,,,,,,0@09:00-10:00", "breaks", "0@09:00-10:00"),
    bad("bad_break", "x,08:00,16:00,,,,,,,30@09:00", "breaks", "30@09:00"),
    bad("bad_break", "x,08:00,16:00,,,,,,,30@09:00-+3:00", "breaks", "30@09:00-+3:00"),
    bad("bad_break", "x,08:00,16:00,,,,,,,30@9-10", "breaks", "30@9-10"),
    bad("bad_break", "x,08:00,16:00,,,,,,,;", "breaks", ";"),
    bad("bad_time", "x,08:00,,,,,10,30,4,", "start_to", "10"),
    bad("time_past_24", "x,08:00,,,,,24:00,30,4,", "start_to", "24:00"),
    bad("fractional", "x,08:00,,,,,10:00,7.5,4,", "start_step", "7.5"),
    bad("out_of_range", "x,08:00,,,,,10:00,0,4,", "start_step", "0"),
    bad("starts_incomplete", "x,08:00,,,,,10:00,,4,", "start_step", ""),
    bad("starts_incomplete", "x,08:00,,,,,,30,4,", "start_to", ""),
    bad("end_and_lengths", "x,08:00,12:00,,,,,,4,", "lengths", "4"),
    bad("pattern_without_lengths", "x,08:00,,,,,10:00,30,,", "lengths", ""),
    bad("pattern_without_lengths", "x,08:00,16:00,,,,10:00,30,,", "lengths", ""),
    bad("missing_value", "x,08:00,,,,,,,,", "end", ""),
    bad("shift_off_grid", "x,08:00,,,,,10:00,45,4;5,", "start_step", "45"),
    bad("shift_off_grid", "x,08:00,,,,,10:10,30,4;5,", "start_to", "10:10"),
    bad("shift_off_grid", "x,08:00,,,,,10:00,30,4;5.25,", "lengths", "4;5.25"),
    bad("shift_off_grid", "x,08:00,,30,+1:45,+3:00,10:00,30,4;5,", "meal_from", "+1:45"),
    bad("shift_off_grid", "x,08:00,16:00,,,,,,,15@09:00-10:00", "breaks", "15@09:00-10:00"),
    bad("clock_in_pattern", "x,08:00,,30,10:00,12:00,10:00,30,6,", "meal_from", "10:00"),
    bad("clock_in_pattern", "x,08:00,,30,+2:00,12:00,10:00,30,6,", "meal_to", "12:00"),
    bad("clock_in_pattern", "x,08:00,,,,,10:00,30,6,30@10:00-11:00", "breaks", "30@10:00-11:00"),
    bad("meal_outside_shift", "x,08:00,,30,+2:30,+5:00,10:00,30,4;8,", "meal_to", "+5:00"),
    bad("break_outside_shift", "x,08:00,16:00,,,,,,,30@07:00-09:00", "breaks", "30@07:00-09:00"),
    bad("break_outside_shift", "x,08:00,16:00,,,,,,,30@15:00-17:00", "breaks", "30@15:00-17:00"),
    bad("break_outside_shift", "x,08:00,,,,,10:00,30,4;8,30@+3:00-+5:00", "breaks", "30@+3:00-+5:00"),
    bad("break_window_too_short", "x,08:00,16:00,,,,,,,60@09:00-09:30", "breaks", "60@09:00-09:30"),
    bad("break_window_too_short", "x,08:00,16:00,,,,,,,30@10:00-09:00", "breaks", "30@10:00-09:00"),
    bad(
        "break_windows_meet",
        "x,08:00,16:00,,,,,,,30@09:00-11:00;30@10:00-12:00",
        "breaks",
        "30@09:00-11:00;30@10:00-12:00",
    ),
    bad(
        "break_windows_meet",
        "x,08:00,16:00,,,,,,,30@11:00-12:00;30@10:00-11:00",
        "breaks",
        "30@11:00-12:00;30@10:00-11:00",
    ),
    bad("break_windows_meet", "x,08:00,16:00,30,11:00,13:00,,,,30@10:30-11:30", "breaks", "30@10:30-11:30"),
    bad("breaks_fill_shift", "x,08:00,10:00,60,08:00,09:00,,,,60@09:00-10:00", "breaks", "60@09:00-10:00"),
    bad("reserved_name", "休息,08:00,,,,,10:00,30,4,", "shift", "休息"),
    bad("duplicate_id", "早班,08:00,,,,,10:00,30,4,", "shift", "早班"),
    Case("missing_column", {S: "shift,start\n早班,08:00\n夜班,22:00\n"}, S, column="end"),
    beside_pattern("pattern_for_one_shift", L, "007,2026-11-12,晚", "shift", "晚"),
    beside_pattern("pattern_for_one_shift", M, "shift,dingtalk,晚,7", "local_id", "晚"),
    beside_pattern("unknown_shift", L, "007,2026-11-12,晚 18:00–21:00", "shift", "晚 18:00–21:00"),
    beside_pattern("unknown_shift", A, "A9,x,presale,,,晚上", "shifts", "晚上"),
    Case("reserved_name", {T: SETTINGS.replace("[rules]", RESERVED)}, T),
    Case("name_of_pattern", {S: CATALOGUE + NAMESAKES}, S, 6, "shift", "早 08:00–12:00"),
    Case("pattern_too_large", {S: LARGEST + ";21\n", T: QUARTERS}, S, 2, "start_step", "15"),
    Case("too_many_shifts", {S: LARGEST + TOO_MANY, T: QUARTERS}, S, value="11,520"),
    Case("pattern_shifts_for_nobody", {S: CATALOGUE + "长,08:00,,,,,,,8;10;12,\n"}, S, 5, "shift", "长"),
]

WARNINGS = {"pattern_shifts_for_nobody"}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_mistake_has_its_clear_message(case: Case, tmp_path: Path) -> None:
    """One finding for each mistake, whatever the number of shifts that the row would make."""
    found = findings_of_case(tmp_path / "shop", replace(case, files={A: STAFF, **case.files}))
    check(case, found)
    errors = [finding.code for finding in found if finding.severity == "error"]
    assert errors == ([] if case.code in WARNINGS else [case.code])


def pattern_shop(folder: Path, **files: str) -> Shop:
    """The sound shop with a pattern in its catalogue; ``files``: stem and content of others."""
    return read_shop(
        write_shop(folder, {S: CATALOGUE + PATTERN, **{f"{k}.csv": v for k, v in files.items()}})
    )


def test_a_pattern_is_every_start_with_every_length(tmp_path: Path) -> None:
    """Named after the row and its times, with meal and breaks moved along; the row is remembered."""
    made = [shift for shift in pattern_shop(tmp_path / "shop").shifts if shift.pattern == "晚"]
    assert tuple(shift.name for shift in made) == OF_PATTERN
    assert {shift.row for shift in made} == {5}
    assert [(shift.start, shift.end) for shift in made][-1] == (19 * 60, 24 * 60)
    assert made[2].meal == Window(20 * 60, 21 * 60)
    assert made[2].breaks == (Break(30, Window(21 * 60, 22 * 60)),)
    assert {shift.paid_minutes for shift in made} == {3.5 * 60, 4.5 * 60}


def test_breaks_are_on_the_clock_of_their_shift(tmp_path: Path) -> None:
    """By time; in a night shift, 04:00 is of the next day."""
    early, night = pattern_shop(tmp_path / "shop").shifts[:2]
    assert [(rest.minutes, rest.window) for rest in early.breaks] == [
        (30, Window(540, 600)),
        (30, Window(900, 990)),
    ]
    assert night.breaks == (Break(30, Window(1440 + 240, 1440 + 330)),)


def test_the_name_of_a_pattern_stands_for_its_shifts(tmp_path: Path) -> None:
    """In agents.csv, their limits, the rules of shop.toml and wishes; a name made may have a hyphen."""
    settings = SETTINGS + (
        'forbidden_successions = [["晚", "早班"]]\n'
        'shift_limits = [{ shifts = ["晚"], most = 3, per = "week" }]\n'
    )
    folder = write_shop(
        tmp_path / "shop",
        {
            T: settings,
            S: CATALOGUE + PATTERN,
            A: AGENTS.replace("早班;夜班", "早班;晚;晚 18:30-22:30"),
            R: REQUESTS + "007,2026-11-12,prefer,晚,\nA2,2026-11-12,avoid,晚 18:30-22:30,\n",
            L: LOCKS + "A2,2026-11-13,晚 18:30-22:30\n",
            M: MAPPING + "shift,dingtalk,晚 18:30–22:30,77\n",
        },
    )
    shop = read_shop(folder)
    assert shop.agents[1].shifts == ("早班", *OF_PATTERN)
    assert shop.settings.rules.forbidden_successions == tuple((name, "早班") for name in OF_PATTERN)
    assert shop.settings.rules.shift_limits[0].shifts == OF_PATTERN
    wish, other = shop.requests[-2:]
    assert (wish.shift, wish.of_pattern) == ("晚", OF_PATTERN)
    assert wish.means("晚 19:00–23:00")
    assert not wish.means("晚班")
    assert (other.shift, other.of_pattern) == ("晚 18:30–22:30", ())
    assert shop.locks[-1].shift == shop.mapping[-1].local_id == "晚 18:30–22:30"


def test_a_wish_for_a_pattern_contradicts_one_against_all_of_it(tmp_path: Path) -> None:
    """To want any of the evenings but one is no contradiction; to want one and avoid all is."""
    wishes = "agent_id,date,kind,shift\n007,2026-11-12,prefer,{}\n007,2026-11-12,avoid,{}\n"
    sound = pattern_shop(tmp_path / "a", requests=wishes.format("晚", "晚 18:30-22:30"))
    assert "wishes_contradict" not in {finding.code for finding in sound.warnings}
    odd = pattern_shop(tmp_path / "b", requests=wishes.format("晚 18:30-22:30", "晚"))
    assert "wishes_contradict" in {finding.code for finding in odd.warnings}


def test_a_pattern_of_one_shift_can_be_locked(tmp_path: Path) -> None:
    """Then there is no doubt which shift is meant."""
    files = {S: CATALOGUE + "周会,10:00,,,,,,,4,\n", L: LOCKS + "007,2026-11-12,周会\n"}
    assert read_shop(write_shop(tmp_path / "shop", files)).locks[-1].shift == "周会 10:00–14:00"


def test_names_are_not_checked_against_a_faulty_pattern(tmp_path: Path) -> None:
    """Nobody knows what its shifts would be called, so only the fault itself is told."""
    files = {S: CATALOGUE + "晚,18:00,,,,,19:00,,4;5,\n", L: LOCKS + "007,2026-11-12,晚 18:00-22:00\n"}
    with pytest.raises(InputError) as told:
        read_shop(write_shop(tmp_path / "shop", files))
    assert [finding.code for finding in told.value.findings] == ["starts_incomplete"]


def test_two_thousand_shifts_are_read(tmp_path: Path) -> None:
    """The largest pattern there may be, and its name in many rows of people, is read in a moment."""
    files = {S: LARGEST + "\n", T: QUARTERS, A: "agent_id,name,skills,shifts\n"}
    files[A] += "".join(f"{n},x,presale;aftersale,P0\n" for n in range(300))
    shop = read_shop(
        write_shop(tmp_path / "shop", {**dict.fromkeys(GOOD), **files, "profile.csv": GOOD["profile.csv"]})
    )
    assert len(shop.shifts) == 1920 <= MOST_OF_PATTERN
    assert all(agent.shifts == tuple(shift.name for shift in shop.shifts) for agent in shop.agents)


rows = st.builds(
    lambda first, latest, step, lengths, meal, rest: Row(
        "晚", starts_of(15 * first, 15 * latest, 15 * step), sorted({15 * length for length in lengths}),
        30 if meal else 0, Window(0, 60) if meal else None,
        (Break(15, Window(60, 120)),) if rest else (), 7, True,
    ),
    st.integers(0, 95), st.integers(0, 95), st.integers(1, 96),
    st.lists(st.integers(8, 96), min_size=1, max_size=6), st.booleans(), st.booleans(),
)  # fmt: skip


@given(rows)
@settings(max_examples=200, deadline=None)
def test_the_shifts_of_any_pattern(row: Row) -> None:
    """Starts times lengths, all different in name, every window inside its shift and on the grid."""
    shifts = list(row.shifts())
    assert [(s.start, s.end - s.start) for s in shifts] == list(product(row.starts, row.lengths))
    assert len({shift.name for shift in shifts}) == len(shifts)
    assert all(shift.name == f"晚 {format_clock(shift.start)}–{format_clock(shift.end)}" for shift in shifts)
    for shift in shifts:
        windows = [rest.window for rest in shift.breaks] + ([shift.meal] if shift.meal else [])
        assert 0 <= shift.start < MINUTES_PER_DAY
        assert all(shift.start <= window.start < window.end <= shift.end for window in windows)
        assert all(minute % 15 == 0 for window in windows for minute in (window.start, window.end))


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(1, 1440))
def test_starts_are_evenly_apart_and_none_later_than_the_latest(first: int, latest: int, step: int) -> None:
    """They go around midnight where the latest lies before the first."""
    starts = starts_of(first, latest, step)
    span = (latest - first) % MINUTES_PER_DAY
    along = [(start - first) % MINUTES_PER_DAY for start in starts]
    assert along[0] == 0
    assert span - step < along[-1] <= span
    assert all(later - earlier == step for earlier, later in pairwise(along))


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("4;5;6.5", (240, 300, 390)), ("8；4 ; 4.0", (240, 480)), ("24", (1440,)), ("６", (360,))],
)
def test_lengths(text: str, minutes: tuple[int, ...]) -> None:
    """Hours, ascending, each once; separators and digits of a Chinese keyboard too."""
    assert parse_lengths(text) == minutes


def test_moments_and_breaks_as_people_write_them() -> None:
    """Full-width plus, colon, at sign and semicolon; a dash of any length."""
    assert parse_moment("＋2：30") == Moment(150, after_start=True)
    assert parse_moment("24:00", end=True) == Moment(1440)
    one, two = parse_breaks("15@10:00~11:00； 15＠15:00至16:30")
    assert (one.earliest, two.latest) == (Moment(600), Moment(990))
    (after,) = parse_breaks("15@+1:30-+3:00")
    assert (after.earliest, after.latest) == (Moment(90, True), Moment(180, True))
    with pytest.raises(UnreadableError):
        parse_breaks("15@10:00-11:00,15@15:00-16:30")


def test_a_row_that_is_no_pattern_may_count_from_its_start(tmp_path: Path) -> None:
    """``+1:00`` means the same in both kinds of rows."""
    row = "x,22:30,06:30,30,+2:00,+4:00,,,,30@+5:00-+6:00\n"
    shift = read_shop(write_shop(tmp_path / "shop", {S: CATALOGUE + row})).shifts[-1]
    assert (shift.name, shift.pattern, shift.meal) == ("x", None, Window(1470, 1590))
    assert shift.breaks == (Break(30, Window(1650, 1710)),)


def test_the_day_of_a_wish(tmp_path: Path) -> None:
    """A wish for a pattern is one wish, on one day."""
    shop = pattern_shop(tmp_path / "shop", requests="agent_id,date,kind,shift\n007,2026-11-12,prefer,晚\n")
    assert [(wish.day, wish.shift) for wish in shop.requests] == [(date(2026, 11, 12), "晚")]


def test_a_worked_roster_knows_the_shifts_of_a_pattern(tmp_path: Path) -> None:
    """Times and hours are those of the catalogue, also where the name was typed with a hyphen."""
    shop = pattern_shop(tmp_path / "shop")
    rows = "agent_id,date,shift\n007,2026-11-02,晚 18:30-22:30\n007,2026-11-03,晚 19:00–24:00\n"
    (tmp_path / "worked.csv").write_text(rows, encoding="utf-8")
    roster = adopted_roster(tmp_path / "worked.csv", shop)
    assert list(roster["shift"]) == ["晚 18:30–22:30", "晚 19:00–24:00"]
    assert list(roster["paid_hours"]) == [3.5, 4.5]
    assert [f"{end:%d %H:%M}" for end in roster["end"]] == ["02 22:30", "04 00:00"]


def test_a_pattern_in_chinese_and_in_a_workbook(tmp_path: Path) -> None:
    """Chinese headers, and cells as a person types them: a single length is a number there."""
    rows = list(csv.reader(io.StringIO(CATALOGUE + PATTERN + "短,10:00,,,,,,,4,\n")))
    chinese = {column.name: column.chinese for column in SHIFTS.columns}
    translated = as_text([[chinese[name] for name in rows[0]], *rows[1:]])
    plain = read_shop(write_shop(tmp_path / "a", {S: as_text(rows)})).shifts
    assert read_shop(write_shop(tmp_path / "b", {S: translated})).shifts == plain
    book = write_shop(tmp_path / "c", {S: None, "shifts.xlsx": as_workbook(rows)})
    assert read_shop(book).shifts == plain
    assert plain[-1].name == "短 10:00–14:00"


quarters = st.integers(0, 24).map(lambda n: 15 * n)
spans = st.tuples(quarters, quarters)


def offset(minutes: int) -> str:
    return f"+{minutes // 60}:{minutes % 60:02}"


@given(
    length=st.integers(1, 24).map(lambda n: 15 * n),
    meal=st.none() | st.tuples(st.sampled_from((15, 30, 60)), spans),
    breaks=st.lists(st.tuples(st.sampled_from((15, 30)), spans), max_size=3),
)
@settings(max_examples=150, deadline=None)
def test_what_is_accepted_is_a_sound_shift(
    length: int, meal: tuple[int, tuple[int, int]] | None, breaks: list[tuple[int, tuple[int, int]]]
) -> None:
    """Refused is what the roster problem refuses, and breaks that touch, and shifts without work."""
    eaten, (first, last) = meal or (0, (0, 0))
    cells = {
        "shift": "晚",
        "start": "18:00",
        "start_to": "22:00",
        "start_step": "60",
        "lengths": f"{length / 60:g};8",
        "meal_minutes": str(eaten) if meal else "",
        "meal_from": offset(first) if meal else "",
        "meal_to": offset(last) if meal else "",
        "breaks": ";".join(f"{minutes}@{offset(start)}-{offset(end)}" for minutes, (start, end) in breaks),
    }
    report = Report()
    with TemporaryDirectory() as folder:
        path = Path(folder) / S
        path.write_text(",".join(cells) + "\n" + ",".join(cells.values()) + "\n", encoding="utf-8")
        table = read_table(path, SHIFTS, report)
        assert table is not None
        shifts = read_shifts(table, report, 15)
    for shift in shifts:
        window = shift.meal or Window(0, 0)
        rests = tuple(
            problem.Break(rest.minutes, rest.window.start, rest.window.end) for rest in shift.breaks
        )
        problem.Shift(shift.name, shift.start, shift.end, shift.meal_minutes, window.start, window.end, rests)
    ordered = sorted(span for _, span in breaks)
    touching = any(before[1] == after[0] for before, after in pairwise(ordered))
    idle = eaten + sum(minutes for minutes, _ in breaks) >= length
    try:
        rests = tuple(problem.Break(minutes, *span) for minutes, span in breaks)
        problem.Shift("shortest", 0, length, eaten, first, last, rests)
        sound = True
    except errors.ProblemError:
        sound = False
    assert bool(shifts) == (sound and not touching and not idle)
    assert bool(shifts) != report.has("error")
