"""Overloads: how many are missing, how many wait, and when the line is gone."""

from __future__ import annotations

import numpy as np
import pytest

from scheduler.queueing import InTime, ServiceModel
from scheduler.staffing.time_varying import find_overloads, time_varying_service_levels

PHONE = ServiceModel(180)


def found(arrivals: list[float], agents: list[float]) -> list[tuple[int, int, int | None]]:
    rates, people = np.array(arrivals), np.array(agents)
    _, waiting = time_varying_service_levels(
        PHONE, rates, people, 0.5, False, InTime("service_level", 30), 180
    )
    return [
        (o.first, o.last, o.cleared)
        for o in find_overloads(PHONE, rates, people, np.full(len(rates), 180.0), waiting)
    ]


def test_an_overload_has_a_beginning_an_end_and_a_clearing() -> None:
    """Ten agents do 200 calls an hour; 300 come for an hour: 100 stay over, gone after two hours of fewer."""
    assert found([100, 300, 300, 150, 150, 100, 100], [10] * 7) == [(1, 2, 6)]


def test_what_is_missing_and_who_waits() -> None:
    """300 calls of three minutes are fifteen people's work; after half an hour some fifty wait."""
    rates, people = np.array([300.0]), np.array([10.0])
    _, waiting = time_varying_service_levels(
        PHONE, rates, people, 0.5, False, InTime("service_level", 30), 180
    )
    (overload,) = find_overloads(PHONE, rates, people, np.array([180.0]), waiting)
    assert overload.agents_short == pytest.approx(5)
    assert overload.waiting == pytest.approx(45, abs=12)
    assert overload.cleared is None


def test_backlogs_that_meet_are_one() -> None:
    """A breath between two rushes that does not clear the line does not make two of them."""
    assert found([300, 180, 300, 60, 60, 60], [10] * 6) == [(0, 2, 4)]
    assert len(found([300, 20, 20, 300, 20, 20], [10] * 6)) == 2


def test_enough_people_are_never_overloaded() -> None:
    """Not even at the edge, nor where nobody comes and nobody is there."""
    assert found([199, 0, 199], [10, 0, 10]) == []
