"""What the address says and what it makes the desk show."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, show

pytestmark = pytest.mark.slow


def test_what_is_chosen_is_in_the_address(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plan from the first screen on, the language where it is not the desk's own, a part of a page."""
    app = opened(shop, monkeypatch, "zh", "need")
    assert app.query_params["plan"] == f"{FIRST_DAY}"
    assert "lang" not in app.query_params
    app.segmented_control(key="language").set_value("en").run()
    app.segmented_control(key="need_part-en").set_value("shortages").run()
    assert app.query_params == {"plan": f"{FIRST_DAY}", "lang": "en", "part": "shortages"}


def test_a_link_shows_what_it_says(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also to somebody who has chosen something else; what it says nothing of stays."""
    app = opened(shop, monkeypatch, "zh", "need")
    app.query_params = {"plan": f"{FIRST_DAY}", "lang": "en", "part": "shortages"}
    app.run()
    assert app.segmented_control(key="need_part-en").value == "shortages"
    app.query_params = {}
    app.run()
    assert app.query_params["lang"] == "en"
    assert app.segmented_control(key="need_part-en").value == "shortages"


def test_an_address_of_something_else_is_no_error(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that there is none of is passed over."""
    app = opened(shop, monkeypatch, "zh", "need")
    app.query_params = {"part": "nothing", "lang": "fr"}
    app.run()
    assert not app.exception
    assert app.segmented_control(key="need_part-zh").value == "coverage"


def test_another_page_keeps_what_is_chosen(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The links of the sidebar carry the plan along."""
    app = opened(shop, monkeypatch, "zh")
    links = [link.proto for link in app.get("page_link")]
    assert {link.page for link in links} >= {"", "roster", "people"}
    assert all(f"plan={FIRST_DAY}" in link.query_string for link in links)
    show(app, "people")
    app.run()
    assert app.query_params["plan"] == f"{FIRST_DAY}"
