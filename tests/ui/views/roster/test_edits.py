"""What the grid sends becomes the draft's, each batch exactly once, whatever is sent twice or refused."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.draft import Draft
from peakroster.desk.roster import open_desk
from peakroster.desk.stored import shifts_of
from tests.ui.conftest import FIRST_DAY
from ui import kept_drafts

pytestmark = pytest.mark.slow

TUESDAY = FIRST_DAY.isoformat()


def script() -> None:
    """Applies what waits in the session, as the component's callback does, and shows the answer."""
    import streamlit as st

    from peakroster.messages import Translator
    from ui.views.roster.edits import inbox, receive

    st.session_state["session"] = inbox().session
    if "sent" in st.session_state:
        receive(st.session_state.pop("sent"), Translator("zh"))
    st.json(inbox().answer(st.session_state["draft"].place))


class Desk:
    """A session with a draft, to which edits are sent."""

    def __init__(self, folder: Path) -> None:
        self.app = AppTest.from_function(script, default_timeout=60)
        self.app.session_state["draft"] = Draft.of(open_desk(folder, FIRST_DAY))
        self.app.run()

    def send(self, *batches: tuple[int, list[dict[str, Any]]], session: str | None = None) -> None:
        numbered = [{"sequence": number, "operations": operations} for number, operations in batches]
        own = self.app.session_state["session"]
        self.app.session_state["sent"] = {"session": session or own, "client": "a", "batches": numbered}
        self.app.run()
        assert not self.app.exception, self.app.exception

    @property
    def draft(self) -> Draft:
        kept: Draft = self.app.session_state["draft"]
        return kept

    @property
    def answer(self) -> dict[str, Any]:
        import json

        told: dict[str, Any] = json.loads(self.app.json[0].value)
        return told


def put(agent: str, shift: str | None, day: str = TUESDAY) -> dict[str, Any]:
    return {"kind": "set", "cells": [[agent, day, shift]]}


def test_exactly_once(shop: Path) -> None:
    """A batch that comes again does nothing; an undo that comes again undoes nothing more."""
    desk = Desk(shop)
    first = (1, [put("001", None)])
    desk.send(first)
    assert len(desk.draft.steps) == 2
    desk.send(first)
    assert len(desk.draft.steps) == 2
    desk.send(first, (2, [put("002", None)]), (3, [put("003", None)]))
    assert len(desk.draft.steps) == 3  # both at once
    assert desk.answer["sequence"] == 3
    undo = (4, [{"kind": "undo"}])
    desk.send(undo)
    desk.send(undo)
    assert [cell[0] for cell, *_ in desk.draft.differences()] == ["001"]
    desk.send((5, [put("001", "早班")]), session="another")
    assert desk.answer["sequence"] == 4  # what was meant for another session is not taken for this one


def test_locks_and_taking_back(shop: Path) -> None:
    """They touch their cells alone."""
    desk = Desk(shop)
    before = shifts_of(desk.draft.saved.plan)
    cells = [["001", TUESDAY], ["002", TUESDAY]]
    desk.send((1, [put("001", None), put("002", None)]), (2, [{"kind": "lock", "cells": cells}]))
    assert desk.draft.is_locked(("001", FIRST_DAY))
    desk.send((3, [{"kind": "unlock", "cells": cells[1:]}, {"kind": "take_back", "cells": cells[:1]}]))
    now = shifts_of(desk.draft.outcome.plan)
    assert now.get(("001", FIRST_DAY)) == before.get(("001", FIRST_DAY))
    assert ("002", FIRST_DAY) not in now
    assert not desk.draft.is_locked(("002", FIRST_DAY))


def test_sick_leave_by_the_menu(shop: Path) -> None:
    """It is entered in the shop's files, the shift goes, and what was changed before stays changed."""
    desk = Desk(shop)
    day = FIRST_DAY + timedelta(days=1)
    desk.send((1, [put("004", None)]))
    desk.send((2, [{"kind": "ill", "cells": [["001", TUESDAY], ["001", day.isoformat()]]}]))
    stored = open_desk(shop, FIRST_DAY)
    away = {(one.agent_id, one.day) for one in stored.shop.requests if one.kind == "leave"}
    assert {("001", FIRST_DAY), ("001", day)} <= away
    now = shifts_of(desk.draft.outcome.plan)
    assert not {("001", FIRST_DAY), ("001", day), ("004", FIRST_DAY)} & now.keys()
    assert shifts_of(stored.plan) == shifts_of(desk.draft.saved.plan)  # the plan is changed by saving alone
    desk.send((3, [{"kind": "leave_back", "cells": [["001", TUESDAY], ["003", TUESDAY]]}]))
    left = {
        (one.agent_id, one.day) for one in open_desk(shop, FIRST_DAY).shop.requests if one.kind == "leave"
    }
    assert left == away - {("001", FIRST_DAY)}
    assert ("004", FIRST_DAY) not in shifts_of(desk.draft.outcome.plan)


def test_leave_that_is_typed_is_leave_and_is_undone_as_one(shop: Path) -> None:
    """Of that kind and part of the day; undo gives back the shift and takes the leave away."""
    desk = Desk(shop)
    typed = {"kind": "set", "cells": [["001", TUESDAY, "病假"], ["002", TUESDAY, "下午 年假"]]}
    desk.send((1, [put("004", None)]), (2, [typed]))
    rows = open_desk(shop, FIRST_DAY).shop.requests
    away = {(one.agent_id, one.leave, one.hours is None) for one in rows if one.day == FIRST_DAY}
    assert {("001", "ill", True), ("002", "annual", False)} <= away
    assert ("001", FIRST_DAY) not in shifts_of(desk.draft.outcome.plan)
    assert kept_drafts.OLDER not in desk.app.session_state
    desk.send((3, [{"kind": "undo"}]))
    rows = open_desk(shop, FIRST_DAY).shop.requests
    assert not {("001", "ill"), ("002", "annual")} & {(one.agent_id, one.leave) for one in rows}
    now = shifts_of(desk.draft.outcome.plan)
    assert now.get(("001", FIRST_DAY)) == shifts_of(desk.draft.saved.plan).get(("001", FIRST_DAY))
    assert ("004", FIRST_DAY) not in now
    desk.send((4, [{"kind": "undo"}]))
    assert ("004", FIRST_DAY) in shifts_of(desk.draft.outcome.plan)


def test_what_cannot_be_done_is_told(shop: Path) -> None:
    """A meal moved out of its shift: the draft stays, and the component hears why."""
    desk = Desk(shop)
    rows = desk.draft.outcome.plan.activities
    assert rows is not None
    meal = rows[rows["activity"] == "meal"].iloc[0]
    midnight = meal["start"].normalize()
    was = [int((moment - midnight).total_seconds() // 60) for moment in (meal["start"], meal["end"])]
    move = {"kind": "activity", "agent": meal["agent_id"], "day": midnight.date().isoformat(), "what": "meal"}
    desk.send((1, [{**move, "was": was, "to": [0, 60]}]))
    assert not desk.draft.changed
    assert desk.answer["sequence"] == 1
    assert desk.answer["refused"]
    desk.send((2, [{"kind": "set", "cells": [["999", TUESDAY, None]]}]))
    assert "1" in desk.answer["refused"]


def test_a_run_that_ends_between_the_store_and_the_session(
    shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch is in the store, and the session does not know: sent again, it is taken from there, once."""
    desk = Desk(shop)

    def only_kept(new: Draft) -> None:
        kept_drafts.kept(desk.draft, new)
        raise RuntimeError("overtaken")

    with monkeypatch.context() as within:
        within.setattr("ui.views.roster.edits.state.set_draft", only_kept)
        with pytest.raises(AssertionError, match="overtaken"):
            desk.send((1, [put("001", None)]))
    assert not desk.draft.changed
    desk.send((1, [put("001", None)]), (2, [put("002", None)]))
    assert [cell[0] for cell, *_ in desk.draft.differences()] == ["001", "002"]
    assert kept_drafts.TOUCHING not in desk.app.session_state
    assert desk.answer["sequence"] == 2
