"""What a search tells its parent: rosters with the news of them, or as soon as they may be told."""

from __future__ import annotations

import os
import pickle
from typing import Any

import pytest

from scheduler.roster import channel as module
from scheduler.roster.channel import Channel
from scheduler.roster.problem.solution import Assignment, Progress


def told(monkeypatch: pytest.MonkeyPatch, bytes_a_second: int, objectives: list[float]) -> list[Any]:
    """The messages about improvements that come at once, until a roster of the last one was told."""
    monkeypatch.setattr(module, "_BYTES_A_SECOND", bytes_a_second)
    source, sink = os.pipe()
    channel = Channel(os.fdopen(sink, "wb"))
    for number, objective in enumerate(objectives):
        roster = (Assignment(number, 2, 1),)
        channel.report(Progress(objective, 0.0, 0.0, lambda roster=roster: roster))  # type: ignore[misc]
    messages: list[Any] = []
    with os.fdopen(source, "rb") as stream:
        while ("roster", objectives[-1]) not in messages or ("progress", objectives[-1]) not in messages:
            kind, content = pickle.load(stream)
            messages.append((kind, content.objective))
            if kind == "roster":
                assert content.assignments == (Assignment(objectives.index(content.objective), 2, 1),)
    return messages


def test_a_roster_is_there_before_the_news_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has heard of a roster has it, whatever becomes of the search."""
    messages = told(monkeypatch, 10**12, [3.0, 2.0])
    assert messages[:2] == [("roster", 3.0), ("progress", 3.0)]


def test_of_many_improvements_the_last_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where rosters come faster than they may be told, some are left out, and never the last."""
    messages = told(monkeypatch, 10_000, [float(cost) for cost in range(50, 0, -1)])
    rosters = [objective for kind, objective in messages if kind == "roster"]
    assert rosters[0] == 50.0
    assert rosters[-1] == 1.0
    assert len(rosters) < 10
