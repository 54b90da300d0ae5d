"""Rows of plain numbers are read many at once, and say the same as cell by cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from unittest.mock import patch

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from peakroster.layouts.grid import Sheet
from peakroster.layouts.history import figures
from peakroster.layouts.history.understanding import understand_history
from peakroster.layouts.known import Known

TODAY = date(2026, 11, 30)
KNOWN = Known(TODAY, {"presale": "售前", "aftersale": "售后"})
COUNTS = st.one_of(st.integers(0, 2000).map(str), st.integers(0, 30).map(str))
ODD = (
    "1,234",
    "",
    "无",
    "系统故障",
    "12人",
    "-3",
    "1.5",
    "99999999",
    "007",
    "10000000",
    "１２",
    "+5",
    "1_0",
    "N/A",
)


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, dict[str, str]]:
    """Hours across, days across or queues across, with anything odd in a few of the cells."""
    layout = draw(st.sampled_from(("hours", "hours24", "days", "queues")))
    first = draw(st.dates(date(2026, 1, 1), date(2026, 9, 1)))
    days = [f"{first + timedelta(days=place)}" for place in range(draw(st.integers(2, 5)))]
    has_queue = layout != "queues" and draw(st.booleans())
    across = {
        "hours": [f"{hour}:00" for hour in range(9, 14)],
        "hours24": [f"{hour}点" for hour in range(20, 25)],
        "days": days,
        "queues": ["售前", "售后"],
    }[layout]
    down = [f"{hour}:00" for hour in range(9, 13)] if layout == "days" else days
    keys = [[one] for one in down]
    heads = ["时段" if layout == "days" else "日期"]
    if layout == "queues":
        keys = [[one, f"{hour}:00"] for one in down for hour in (9, 10, 11)]
        heads += ["时段"]
    if has_queue:
        keys = [[*key, name] for key in keys for name in ("售前", "售后")]
        heads += ["队列"]
    total = draw(st.booleans())
    rows = [[*heads, *across, *(["合计"] if total else [])]]
    odd = draw(st.booleans())
    for place, key in enumerate(keys):
        counts = draw(st.lists(COUNTS, min_size=len(across), max_size=len(across)))
        if odd and place and draw(st.integers(0, 2)) == 0:
            counts[draw(st.integers(0, len(across) - 1))] = draw(st.sampled_from(ODD))
        rows.append([*key, *counts, *([draw(COUNTS)] if total else [])])
        extra = draw(st.integers(0, 9))
        if extra == 0:
            rows.append([*["合计", "", ""][: len(heads)], *draw(st.lists(COUNTS, min_size=len(across)))])
        elif extra == 1:
            rows.append(["", *[""] * (len(heads) - 1), *counts])
        elif extra == 2:
            rows.append(list(draw(st.sampled_from(([], rows[0], ["备注"], rows[-1][:-2])))))
    answers = {key: draw(st.sampled_from(("zero", "missing"))) for key in ("nothing", "blank")}
    answers |= {
        "hour24": draw(st.sampled_from(("start", "end", "same"))),
        "queue": "presale",
        "decimals": "point",
    }
    pieces = [rows[place : place + 4] for place in range(0, len(rows), 4)]
    rest = (lambda: iter(pieces)) if draw(st.booleans()) else None
    return Sheet("咨询量.csv", "", rows, rest=rest), answers


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(sheets(), st.sampled_from((1, 12, 100_000)))
def test_both_ways_say_the_same(case: tuple[Sheet, dict[str, str]], pending: int) -> None:
    """Figures, rows, order, and all that is told of what was left out."""
    sheet, answers = case
    with patch.object(figures, "_PENDING", pending):
        fast = understand_history(sheet, KNOWN, answers)
    with patch.object(figures.PlainRows, "read", return_value=None):
        careful = understand_history(sheet, KNOWN, answers)
    assert (fast is None) == (careful is None)
    if fast is None or careful is None:
        return
    assert (fast.kind, fast.questions, fast.left_out) == (careful.kind, careful.questions, careful.left_out)
    assert fast.assumed == careful.assumed
    assert (fast.table is None) == (careful.table is None)
    if fast.table is not None and careful.table is not None:
        pd.testing.assert_frame_equal(fast.table, careful.table)


def test_queues_that_only_a_later_part_of_a_large_file_names() -> None:
    """They are known by what they are called, and asked where they mean none of the shop's."""
    head = [["日期", "队列", "9:00", "10:00", "11:00"]]
    head += [[f"2026-11-0{day}", "售前", "1", "2", "3"] for day in (1, 2, 3)]
    later = [["2026-11-04", "售后组", "4", "5", "6"]]
    named = understand_history(Sheet("a.csv", "", head, rest=lambda: iter([head, later])), KNOWN, {})
    assert named is not None
    assert named.table is not None
    assert list(named.table["queue"].iloc[-3:]) == ["aftersale"] * 3
    later = [["2026-11-04", "夜班队", "4", "5", "6"]]
    sheet = Sheet("a.csv", "", head, rest=lambda: iter([head, later]))
    asked = understand_history(sheet, KNOWN, {})
    assert asked is not None
    assert asked.table is None
    assert [(question.key, question.maps) for question in asked.questions] == [("queues", ("夜班队",))]
    told = understand_history(sheet, KNOWN, {"queues": "夜班队:aftersale"})
    assert told is not None
    assert told.table is not None
    assert set(told.table["queue"]) == {"presale", "aftersale"}


def test_a_history_that_is_too_long_is_asked_from_which_day_on() -> None:
    """Offered is the first day from which on all has room; older days are told to be left out."""
    rows = [["日期", "9:00", "10:00"], *([f"2026-11-{day:02d}", "1", "2"] for day in range(1, 11))]
    rows[0] += ["11:00"]
    rows[1:] = [[*row, "3"] for row in rows[1:]]
    known = replace(KNOWN, queues={"main": "客服"}, most_figures=14, most_bytes=10_000)
    sheet = Sheet("a.csv", "", rows)
    asked = understand_history(sheet, known, {})
    assert asked is not None
    assert asked.table is None
    (question,) = asked.questions
    assert (question.key, [option.value for option in question.options]) == ("since", ["2026-11-07"])
    told = understand_history(sheet, known, {"since": "2026-11-07"})
    assert told is not None
    assert told.table is not None
    assert len(told.table) == 12
    (remark,) = (one for one in told.left_out if one.code == "older_left_out")
    assert remark.details["figures"] == 18
    short = understand_history(sheet, replace(known, most_figures=99, most_bytes=300), {})
    assert short is not None
    assert short.questions
