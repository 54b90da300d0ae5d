"""Requests of agents: what waits changes nothing, what is approved is in the files at once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from peakroster.desk.requests.asking import agent_requests, ask, waiting_requests, withdraw_request
from peakroster.desk.requests.content import LeaveAsked, SwapAsked, WishAsked
from peakroster.desk.requests.deciding import approve, refuse
from peakroster.desk.requests.effects import effect_of
from peakroster.desk.requests.words import RequestWords
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from peakroster.shop.folder import read_shop
from peakroster.store.log import logged_changes
from peakroster.store.who import acting_as
from peakroster.tables.findings import InputError
from scheduler.domain.windows import Window
from tests.ui.conftest import FIRST_DAY

pytestmark = pytest.mark.slow

SECOND = FIRST_DAY + timedelta(days=1)


def codes(raised: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [one.code for one in raised.value.findings]


def text_of(shop: Path) -> str:
    return (shop / "requests.csv").read_text(encoding="utf-8-sig")


def test_what_waits_changes_no_file(shop: Path) -> None:
    """It is listed with its words and who asked, and the shop's files stay as they are."""
    before = text_of(shop)
    with acting_as("agent-001"):
        made = ask(shop, "王芳", LeaveAsked(FIRST_DAY, SECOND, "annual"), "看医生")
    assert (made.agent_id, made.state, made.asked_by, made.reason) == ("001", "asked", "agent-001", "看医生")
    assert waiting_requests(shop) == [made]
    assert text_of(shop) == before
    words = RequestWords(read_shop(shop), Translator("zh"))
    assert words.line(made) == f"{made.id}　001 王芳：年假：周二 11-10 至 周三 11-11"


def test_approved_leave_is_in_the_file_in_the_same_change(shop: Path) -> None:
    """One change of the log: the rows of requests.csv, the lock that goes, and the decision."""
    made = ask(shop, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"))
    with acting_as("店长"):
        done = approve(shop, made.id, "好好休息")
    assert (done.request.state, done.request.decided_by, done.request.note) == (
        "approved",
        "店长",
        "好好休息",
    )
    assert done.effect.changes == {("005", FIRST_DAY): ("早班", None)}
    assert (done.effect.late or 0) > 0
    read = read_shop(shop)
    assert [(row.agent_id, row.named) for row in read.requests][-1] == ("005", "sick_leave")
    assert read.locks == ()
    newest = logged_changes(shop)[0]
    assert newest.entry.kind == "approved"
    assert {*newest.files} == {"requests.csv", "locks.csv"}
    assert waiting_requests(shop) == []


def test_effects_in_words(shop: Path) -> None:
    """Both languages say who is missing when, and by how many customers."""
    made = ask(shop, "005", LeaveAsked(FIRST_DAY, FIRST_DAY, "ill"))
    effect = effect_of(shop, made)
    for language in LANGUAGES:
        told = RequestWords(read_shop(shop), Translator(language)).effect(made, effect)
        assert len(told) == 3
        assert "早班" in told[0]
        assert "11-10" in told[2]


def test_leave_where_nothing_is_planned(shop: Path) -> None:
    """Days after every plan: approved, and nothing is said of shifts."""
    later = date(2026, 12, 24)
    made = ask(shop, "001", LeaveAsked(later, later))
    done = approve(shop, made.id)
    assert (done.effect.plans, done.effect.changes) == ((), {})
    assert "001,2026-12-24,leave" in text_of(shop)


def test_hours_of_leave(shop: Path) -> None:
    """They come into the file as hours."""
    made = ask(shop, "001", LeaveAsked(SECOND, SECOND, hours=Window(13 * 60, 18 * 60)))
    approve(shop, made.id)
    assert text_of(shop).splitlines()[-1] == "001,2026-11-11,leave,13:00-18:00"


def test_approved_wishes_are_rows(shop: Path) -> None:
    """One a day, with shift and weight; the roster stays, and says how much of it is kept."""
    made = ask(shop, "001", WishAsked(FIRST_DAY, SECOND, "avoid", "晚班", 2.0))
    done = approve(shop, made.id)
    assert text_of(shop).splitlines()[-1] == "001,2026-11-11,avoid,晚班,2"
    assert done.effect.kept is not None
    assert done.effect.kept[1] == 2


def test_a_swap_changes_the_plan(shop: Path) -> None:
    """Both work what the other did, the plan is a version more, and its audit stays clean."""
    shifts = shifts_of(open_desk(shop, FIRST_DAY).plan)
    worked = [agent for agent, day in shifts if day == FIRST_DAY and agent != "005"]  # who is locked
    pairs = [
        (one, other)
        for one in worked
        for other in worked
        if (shifts[one, FIRST_DAY], shifts[other, FIRST_DAY]) == ("早班", "晚班")
        and "005" not in (one, other)
    ]
    for one, other in pairs:
        made = ask(shop, one, SwapAsked(FIRST_DAY, FIRST_DAY, other))
        if not effect_of(shop, made).broken:
            break
        withdraw_request(shop, made.id)
    done = approve(shop, made.id)
    now = shifts_of(open_desk(shop, FIRST_DAY).plan)
    assert (now[one, FIRST_DAY], now[other, FIRST_DAY]) == ("晚班", "早班")
    assert done.effect.changes[one, FIRST_DAY] == ("早班", "晚班")


def test_a_swap_that_breaks_rules_is_refused_unless_told(shop: Path) -> None:
    """006 is on leave the second day: who swaps with a shift then is told before anything is written."""
    shifts = shifts_of(open_desk(shop, FIRST_DAY).plan)
    worker = next(agent for agent, day in shifts if day == SECOND)
    made = ask(shop, worker, SwapAsked(SECOND, SECOND, "006"))
    with pytest.raises(InputError) as raised:
        approve(shop, made.id)
    assert codes(raised) == ["swap_breaks_rules"]
    assert shifts_of(open_desk(shop, FIRST_DAY).plan) == shifts
    assert waiting_requests(shop) == [made]
    approve(shop, made.id, anyway=True)
    assert ("006", SECOND) in shifts_of(open_desk(shop, FIRST_DAY).plan)


def test_decided_once(shop: Path) -> None:
    """Whoever comes second is told by whom it was decided."""
    made = ask(shop, "001", LeaveAsked(FIRST_DAY, FIRST_DAY))
    with acting_as("店长"):
        refuse(shop, made.id, "人手不够")
    for late in (lambda: approve(shop, made.id), lambda: withdraw_request(shop, made.id)):
        with pytest.raises(InputError) as raised:
            late()
        assert codes(raised) == ["request_decided"]
        assert "店长" in raised.value.sentences("zh")[0]
    assert [(one.state, one.note) for one in agent_requests(shop)] == [("refused", "人手不够")]


def test_everything_wrong_at_once(shop: Path) -> None:
    """A request that is wrong in several ways is told all of them, and is not kept."""
    with pytest.raises(InputError) as raised:
        ask(shop, "999", WishAsked(SECOND, FIRST_DAY, "prefer", "夜班"))
    assert codes(raised) == ["unknown_agent", "until_before_from", "unknown_shift"]
    with pytest.raises(InputError) as raised:
        ask(shop, "001", SwapAsked(FIRST_DAY, FIRST_DAY, "001"))
    assert codes(raised) == ["swap_with_oneself"]
    made = ask(shop, "001", LeaveAsked(FIRST_DAY, FIRST_DAY))
    with pytest.raises(InputError) as raised:
        ask(shop, "001", LeaveAsked(FIRST_DAY, FIRST_DAY))
    assert codes(raised) == ["request_waiting"]
    with pytest.raises(InputError) as raised:
        refuse(shop, made.id, " ")
    assert codes(raised) == ["refusal_without_note"]
    with pytest.raises(InputError) as raised:
        approve(shop, made.id + 7)
    assert codes(raised) == ["request_missing"]
    with pytest.raises(InputError) as raised:
        effect_of(shop, ask(shop, "002", SwapAsked(date(2027, 1, 1), date(2027, 1, 1), "003")))
    assert codes(raised) == ["swap_without_plan"]
