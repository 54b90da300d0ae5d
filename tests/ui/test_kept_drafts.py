"""Drafts in the store: two desks show the same, nothing is lost, and nothing of another is overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from peakroster.desk import draft_keeping
from peakroster.desk.day_activities import ActivityEdit, DayActivity, day_of
from peakroster.desk.draft import Draft
from peakroster.desk.roster import Desk, open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.store.drafts import NOWHERE, Place, SameCellsError, discard_draft, place_of_draft
from peakroster.store.who import acting_as
from tests.ui.conftest import DAYS, FIRST_DAY
from ui import kept_drafts
from ui.launch import APP

pytestmark = pytest.mark.slow

CELLS = [(f"00{agent}", FIRST_DAY + timedelta(days=day)) for agent in range(1, 7) for day in range(DAYS)]
ONE, TWO = CELLS[0], CELLS[7]


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What a page would tell; no page runs here."""
    told: dict[str, object] = {}
    monkeypatch.setattr(kept_drafts.st, "session_state", told)
    return told


@pytest.fixture(scope="module")
def own_shop(small_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    import shutil

    folder = tmp_path_factory.mktemp("kept") / "shop"
    shutil.copytree(small_shop, folder)
    return folder


@pytest.fixture
def desk(own_shop: Path) -> Iterator[Desk]:
    yield open_desk(own_shop, FIRST_DAY)
    with acting_as("anna"):
        discard_draft(own_shop, FIRST_DAY, place_of_draft(own_shop, FIRST_DAY))


class Person:
    """Somebody with a browser tab: what ``ui.state`` does, without a page."""

    def __init__(self, name: str, desk: Desk) -> None:
        self.name = name
        self.draft = kept_drafts.loaded(desk)

    def look(self) -> None:
        self.draft = kept_drafts.followed(self.draft)

    def do(self, new: Draft, drawn: Place | None = None) -> None:
        with acting_as(self.name), kept_drafts.drawn_at(drawn):
            self.draft, _ = kept_drafts.kept(self.draft, new)

    def undo(self) -> None:
        with acting_as(self.name):
            self.do(self.draft.undone())


def shown(draft: Draft) -> tuple[object, ...]:
    """What two people at one plan must see alike."""
    plan = draft.outcome.plan
    assert plan.activities is not None
    assert plan.coverage is not None
    summary = {**(plan.summary or {})}
    marks = draft.step.marks() if draft.changed else {}
    return (
        shifts_of(plan),
        sorted(plan.activities.itertuples(index=False, name=None)),
        plan.coverage["scheduled"].tolist(),
        summary["paid_hours"],
        summary["shortage_hours"],
        sorted((v.code, v.agent or "", str(v.day)) for v in draft.outcome.violations),
        {cell: mark for cell, mark in marks.items() if mark},
        draft.locks(),
    )


ACTIONS = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["change", "change", "lock", "unlock", "meal", "undo", "back", "look"]),
        st.sampled_from(CELLS),
        st.sampled_from([None, "早班", "晚班"]),
    ),
    min_size=2,
    max_size=9,
)


def act(person: Person, action: str, cell: tuple[str, object], shift: str | None) -> None:
    draft = person.draft
    if action == "change":
        person.do(draft.with_change(cell, shift))  # type: ignore[arg-type]
    elif action == "lock":
        person.do(draft.with_locks(frozenset({cell})))  # type: ignore[arg-type]
    elif action == "unlock":
        person.do(draft.without_lock(cell))  # type: ignore[arg-type]
    elif action == "undo":
        person.undo()
    elif action == "back":
        person.do(draft.without_changes([cell]))  # type: ignore[list-item]
    elif action == "look":
        person.look()
    else:
        day = day_of(draft.working_desk(), cell)  # type: ignore[arg-type]
        meal = next((row for row in day if row.activity == "meal"), None)
        hour = timedelta(hours=1)
        if meal is not None and meal.end + hour <= day[-1].end:
            after = DayActivity(meal.start + hour, meal.end + hour, "meal")
            person.do(draft.with_activities([ActivityEdit(*cell, meal, after)]))  # type: ignore[arg-type]


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=ACTIONS)
def test_two_people_end_with_the_same(
    own_shop: Path, steps: list[tuple[int, str, object, str | None]]
) -> None:
    """Whatever both do, in any order, seen or not seen: both desks, and a third that is opened afterwards,
    show the same roster, days, figures, rules and locks."""
    desk = open_desk(own_shop, FIRST_DAY)
    people = [Person("anna", desk), Person("li", desk)]
    try:
        for who, action, cell, shift in steps:
            act(people[who], action, cell, shift)  # type: ignore[arg-type]
        for one in people:
            one.look()
        third = kept_drafts.loaded(desk)
        assert shown(people[0].draft) == shown(people[1].draft) == shown(third)
    finally:
        discard_draft(own_shop, FIRST_DAY, place_of_draft(own_shop, FIRST_DAY))


def test_the_same_cell_is_asked_about(desk: Desk, session: dict[str, object]) -> None:
    """The later one sees the other's shift and is told; nothing of either is lost."""
    anna, li = Person("anna", desk), Person("li", desk)
    present = shifts_of(desk.plan).get(ONE)
    theirs, mine = (shift for shift in (None, "早班", "晚班") if shift != present)
    anna.do(anna.draft.with_change(ONE, theirs))
    li.do(li.draft.with_change(ONE, mine))
    assert shifts_of(li.draft.outcome.plan).get(ONE) == theirs
    touching = session.pop(kept_drafts.TOUCHING)
    assert isinstance(touching, kept_drafts.Touching)
    assert {step.who for step in touching.others} == {"anna"}
    li.do(li.draft.with_cells(kept_drafts_overlay(touching)))
    anna.look()
    assert shifts_of(anna.draft.outcome.plan).get(ONE) == mine
    anna.undo()  # hers, on which another has gone on
    assert shifts_of(anna.draft.outcome.plan).get(ONE) == mine


def test_what_was_typed_in_front_of_an_older_picture_is_asked_about(
    desk: Desk, session: dict[str, object]
) -> None:
    """A session that has looked is no picture: what counts is the step that the browser had drawn."""
    cell, other = [one for one in CELLS if one in shifts_of(desk.plan)][:2]
    anna, li = Person("anna", desk), Person("li", desk)
    anna.do(anna.draft.with_change(cell, None))
    session.pop(kept_drafts.OWN)
    drawn = li.draft.place
    li.look()
    li.do(li.draft.with_change(other, None), drawn)  # another cell goes on top
    assert kept_drafts.TOUCHING not in session
    saved = shifts_of(desk.plan)[cell]
    for wanted in ("早班" if saved != "早班" else "晚班", saved):  # the saved one would end the draft
        li.do(li.draft.with_change(cell, wanted), drawn)
        touching = session.pop(kept_drafts.TOUCHING)
        assert isinstance(touching, kept_drafts.Touching)
        assert {step.who for step in touching.others} == {"anna"}
        assert shifts_of(li.draft.outcome.plan).get(cell) is None
    li.do(li.draft.with_change(other, saved), drawn)  # one's own step asks for nothing
    assert kept_drafts.TOUCHING not in session
    li.do(li.draft.with_change(cell, saved), li.draft.place)
    assert shifts_of(li.draft.outcome.plan).get(cell) == saved


def kept_drafts_overlay(touching: kept_drafts.Touching) -> object:
    from peakroster.desk.draft_cells import folded

    return folded([touching.mine])  # type: ignore[list-item]


def test_undo_after_a_reload(desk: Desk) -> None:
    """Each of one's own steps can be taken back after a reload, the last first, and another's stay."""
    anna, li = Person("anna", desk), Person("li", desk)
    anna.do(anna.draft.with_change(ONE, None if ONE in shifts_of(desk.plan) else "早班"))
    li.look()
    li.do(li.draft.with_locks(frozenset({TWO})))
    anna = Person("anna", desk)
    assert anna.draft.differences()
    anna.undo()
    assert not anna.draft.differences()
    assert anna.draft.is_locked(TWO)
    with acting_as("anna"):
        assert not anna.draft.undoable
    li = Person("li", desk)
    li.undo()
    assert not li.draft.changed
    assert not li.draft.is_locked(TWO)


def test_saving_ends_the_draft_unless_there_is_more(shop: Path) -> None:
    """What another has added is not lost by a save that has not seen it; a saved draft is gone for both."""
    desk = open_desk(shop, FIRST_DAY)
    anna, li = Person("anna", desk), Person("li", desk)
    anna.do(anna.draft.with_change(ONE, None if ONE in shifts_of(desk.plan) else "早班"))
    li.look()
    li.do(li.draft.with_locks(frozenset({TWO})))

    def saved(draft: Draft) -> Desk:
        return save(draft.desk, draft.outcome.plan, draft.locks(), draft.step.unlocked, draft.place)

    with pytest.raises(SameCellsError):
        saved(anna.draft)
    assert open_desk(shop, FIRST_DAY).basis == desk.basis
    anna.look()
    again = saved(anna.draft)
    assert place_of_draft(shop, FIRST_DAY) == NOWHERE
    assert TWO in {(lock.agent_id, lock.day) for lock in again.shop.locks}
    li.look()
    assert not li.draft.changed
    assert shifts_of(li.draft.outcome.plan) == shifts_of(again.plan)


def test_a_plan_that_changed_below(shop: Path, session: dict[str, object]) -> None:
    """The draft lies on the new plan, and who opens it is told."""
    desk = open_desk(shop, FIRST_DAY)
    anna = Person("anna", desk)
    shift = None if ONE in shifts_of(desk.plan) else "早班"
    anna.do(anna.draft.with_change(ONE, shift))
    other = Draft.of(desk).with_change(TWO, None if TWO in shifts_of(desk.plan) else "早班")
    new = save(desk, other.outcome.plan, other.locks())
    again = kept_drafts.loaded(new)
    assert isinstance(session[kept_drafts.OLDER], kept_drafts.Older)
    assert [cell for cell, _, _ in again.differences()] == [ONE]
    assert shifts_of(again.outcome.plan).get(TWO) == shifts_of(other.outcome.plan).get(TWO)


def test_a_store_that_takes_nothing_is_told(
    desk: Desk, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The change stays on the page, and the page says that it is only there."""
    anna = Person("anna", desk)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(draft_keeping, "append_step", full)
    anna.do(anna.draft.with_change(ONE, None if ONE in shifts_of(desk.plan) else "早班"))
    assert anna.draft.differences()
    assert isinstance(session[kept_drafts.NOT_KEPT], OSError)


def test_what_was_not_kept_is_kept_with_the_next_step(
    desk: Desk, session: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that was full for one step has it with the next, and another's step takes nothing away."""
    cells = [cell for cell in CELLS if cell in shifts_of(desk.plan)]
    anna, ben = Person("anna", desk), Person("ben", desk)
    anna.do(anna.draft.with_change(cells[0], None))
    ben.look()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as once:
        once.setattr(draft_keeping, "append_step", full)
        anna.do(anna.draft.with_change(cells[1], None))
    told = session.pop(kept_drafts.UNKEPT)  # the session is anna's
    ben.do(ben.draft.with_change(cells[2], None))
    session[kept_drafts.UNKEPT] = told
    anna.look()
    assert {cell for cell, _, _ in anna.draft.differences()} == set(cells[:3])
    anna.do(anna.draft.with_change(cells[3], None))
    assert kept_drafts.UNKEPT not in session
    ben.look()
    assert {cell for cell, _, _ in ben.draft.differences()} == set(cells[:4])


def test_a_reloaded_page_goes_on(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new session, as after a reload or a crash, shows what the one before had changed."""
    monkeypatch.undo()
    monkeypatch.setattr("sys.argv", ["app.py", str(shop), "--lang", "zh"])
    first = AppTest.from_file(str(APP), default_timeout=60).run()
    assert not first.exception
    draft = first.session_state["draft"]
    cell = ("001", FIRST_DAY)
    other = None if cell in shifts_of(draft.outcome.plan) else "早班"
    kept_drafts.kept(draft, draft.with_change(cell, other))
    first.run()
    second = AppTest.from_file(str(APP), default_timeout=60).run()
    for page in (first, second):
        assert not page.exception
        assert [one for one, _, _ in page.session_state["draft"].differences()] == [cell]


def test_the_first_change_of_another_is_told(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where there was no draft yet when the page was drawn; one's own is no news."""
    monkeypatch.undo()
    monkeypatch.setattr("sys.argv", ["app.py", str(shop), "--lang", "en"])
    app = AppTest.from_file(str(APP), default_timeout=60).run()
    draft = app.session_state["draft"]
    with acting_as("anna"):
        other = draft.with_change(ONE, None if ONE in shifts_of(draft.outcome.plan) else "早班")
        kept_drafts.kept(draft, other)
    app.run()
    assert not app.exception
    assert ["anna" in told.value for told in app.toast] == [True]
    app.run()
    assert not app.toast
