"""The steps of the draft on the roster page, and a discarded draft that is taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from peakroster.desk.stored import shifts_of
from peakroster.store.drafts import append_step, discarded_drafts
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened

pytestmark = pytest.mark.slow


def buttons(app: AppTest) -> dict[str, str]:
    return {button.key: button.label for button in app.button if button.key}


def test_a_discarded_draft_is_taken_back(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was changed is listed with who and when; discarded, one button brings it back."""
    app = opened(shop, monkeypatch, "zh", "roster")
    assert "take_back_discarded" not in buttons(app)
    assert not [one for one in app.expander if "记录" in one.label]

    draft = app.session_state["draft"]
    cell = next(iter(shifts_of(draft.desk.plan)))
    content = draft.with_change(cell, None).content(draft)
    append_step(shop, FIRST_DAY, draft.desk.basis.files, draft.place, "cells", content, None)
    app.run()
    assert not app.exception
    log = next(one for one in app.expander if one.label == "草稿的改动记录（1 步）")
    line = log.caption[0].value
    assert "本机管理员" in line
    assert "改班次" in line
    assert line.endswith("1 处")

    app.button(key="discard").click().run()
    assert not app.exception
    assert not app.session_state["draft"].changed
    assert len(discarded_drafts(shop, FIRST_DAY)) == 1
    assert "本机管理员" in buttons(app)["take_back_discarded"]

    app.button(key="take_back_discarded").click().run()
    assert not app.exception
    assert app.session_state["draft"].step.changes == {cell: None}
    assert "take_back_discarded" not in buttons(app)
    assert discarded_drafts(shop, FIRST_DAY) == []
