"""Work in a thread is done for the person who began it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from peakroster.store.who import EDIT, Actor, ask_for_actor, at_work, may, who, working_with
from peakroster.tables.findings import InputError
from ui.background_plan import BackgroundPlan
from ui.background_work import BackgroundWork


class _Told(BackgroundWork):
    def __init__(self) -> None:
        self.told: tuple[str, bool, str] | None = None
        super().__init__()

    def work(self) -> None:
        self.told = (who(), may(EDIT), at_work())


@pytest.fixture
def logged_in() -> Iterator[dict[threading.Thread, Actor]]:
    """Who is at the page of a thread, as a server knows it: of any other thread it knows nobody."""
    people: dict[threading.Thread, Actor] = {}
    ask_for_actor(lambda: people.get(threading.current_thread()))
    yield people
    ask_for_actor(None)


def test_the_person_of_the_page_is_at_work_in_the_thread(logged_in: dict[threading.Thread, Actor]) -> None:
    """The name in the log and the permissions are those of who began it, and so is the page."""
    logged_in[threading.current_thread()] = Actor("li", frozenset({EDIT}))
    with working_with("overview"):
        work = _Told()
    assert work.wait(10)
    assert work.error is None
    assert work.told == ("li", True, "overview")


def test_nobody_is_allowed_nothing(logged_in: dict[threading.Thread, Actor]) -> None:
    """Work that nobody began, as far as the server knows, may write nothing."""
    work = _Told()
    assert work.wait(10)
    assert work.told is not None
    assert work.told[:2] == ("?", False)


def test_who_may_not_write_is_refused_before_a_week_is_planned(
    tmp_path: Path, logged_in: dict[threading.Thread, Actor]
) -> None:
    """Not after the search: the shop is not even read."""
    logged_in[threading.current_thread()] = Actor("guest", frozenset())
    planning = BackgroundPlan(tmp_path / "none", date(2026, 11, 9), 7)
    assert planning.wait(10)
    assert isinstance(planning.error, InputError)
    assert [one.code for one in planning.error.findings] == ["not_allowed_edit"]
