"""What has come and what is due, by hand: over nights, in open hours, with cases that waited."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.domain.deferral import Deferral
from scheduler.staffing.deferred import DeferredCases, backlog_course

DAY = np.array([9.0, 10.0, 11.0, 33.0, 34.0, 35.0])
"""Open from nine to twelve, two days, by the hour."""
PAST = np.array([[-39.0, -36.0], [-15.0, -12.0]])


def cases(waiting: list[list[float]] | None = None) -> DeferredCases:
    inside, before = np.array([1.0, 2, 3, 4, 5, 6]), np.array([9.0, 0, 0, 21.0, 0, 0])
    waits = np.zeros((0, 3)) if waiting is None else np.array(waiting)
    return DeferredCases(DAY, DAY + 1, inside, before, waits, PAST)


def test_on_the_clock_what_is_due_in_the_night_is_due_at_closing() -> None:
    """24 hours: before the opening of the second day nine cases of the first night are due, and so on."""
    found = cases().due(Deferral(24), 24)
    assert found.tolist() == pytest.approx([0, 0, 9, 10, 12, 15])
    # The last row of the tables looks no further than its own end.
    assert cases().arrived.tolist() == pytest.approx([10, 12, 15, 40, 45, 51])


def test_in_open_hours_nights_do_not_count() -> None:
    """Two open hours: the night's are due at eleven, a case of 11:30 at 10:30 next day."""
    rule = Deferral(2, "open_hours")
    assert cases().due(rule, 2).tolist() == pytest.approx([0, 9, 10, 12, 36, 40])


def test_cases_that_waited_are_due_as_they_came() -> None:
    """Twelve over the last twelve hours, due after 18: half of them by noon of the first day."""
    found = cases([[-12.0, 0.0, 12.0]]).due(Deferral(18), 18)
    assert found[:2].tolist() == pytest.approx([4, 5])
    waited = cases([[-15.0, -12.0, 6.0]])
    assert waited.due(Deferral(3, "open_hours"), 3)[:3].tolist() == pytest.approx([2, 4, 15])
    assert waited.overdue(Deferral(3, "open_hours"), 3) == pytest.approx(0, abs=1e-6)
    assert waited.overdue(Deferral(2, "open_hours"), 2) == pytest.approx(2)


def test_the_backlog_is_what_came_and_is_not_done() -> None:
    """Ten come, two an interval are done; five are due by the second, of which one is late."""
    course = backlog_course(np.array([10.0, 10, 10]), np.array([0.0, 5, 10]), np.array([2.0, 2, 2]))
    assert course.backlog.tolist() == pytest.approx([8, 6, 4])
    assert course.late.tolist() == pytest.approx([0, 1, 4])
    assert course.share_in_time.tolist() == pytest.approx([1, 0.8, 0.2])


def test_agents_without_work_do_not_work_ahead() -> None:
    """An idle interval gives nothing to the next."""
    course = backlog_course(np.array([1.0, 1, 9]), np.array([0.0, 0, 9]), np.array([5.0, 5, 3]))
    assert course.backlog.tolist() == pytest.approx([0, 0, 5])
    assert course.done.tolist() == pytest.approx([1, 0, 3])


def test_what_is_overdue_is_late_whenever_it_is_done() -> None:
    """Six are due in the first hour, four of them since before: five are done, so one more is late.

    Done at once, the four are late all the same; nobody else is.
    """
    come, due, over = np.array([8.0, 8]), np.array([6.0, 8]), np.array([4.0, 0])
    slow = backlog_course(come, due, np.array([5.0, 5]), over)
    assert slow.late == pytest.approx([5, 0])
    assert slow.share_in_time == pytest.approx([1 / 6, 1])
    assert backlog_course(come, due, np.array([8.0, 0]), over).late == pytest.approx([4, 0])
    assert backlog_course(come, due, np.array([2.0, 9]), over).late == pytest.approx([6, 0])
