"""Names with the signs of Markdown and LaTeX, on every page of the desk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.browser import desk_page, settle
from tests.ui.test_app import opened
from ui.pages import PAGES
from ui.plain_text import plain

pytestmark = pytest.mark.slow

HOSTILE = "$x^2$ **b** :red[c] :smile: <i>d</i> `e` _f_ [g](https://h.cn)"
_TOLD = ("markdown", "caption", "info", "warning", "success", "error", "header", "subheader", "metric")
_ESCAPE = r"\\([!-/:-@\[-`{-~])"


@pytest.mark.parametrize(
    "text",
    [
        "*a*", "__a__", "$a$", "`a`", "~~a~~", "[a](b)", ":red[a]", "<b>a</b>", "&lt;", "| a |", "# a",
        "- a", "+ a", "1. a", "1) a", "> a", ":smile:", ":red", ":8ball:", ":material/home:", ":+1:",
        "https://a.cn", "www.a.cn", "a@b.cn", "a -> b", "a--b", "a >= b", "$$a$$", "\\\\(a\\\\)",
    ],
)  # fmt: skip
def test_nothing_is_left_that_streamlit_reads(text: str) -> None:
    """Each is taken apart, and what is seen stays the same."""
    shown = plain(text)
    assert shown != text
    assert re.sub(_ESCAPE, r"\1", shown).replace("\u2060", "") == text


@pytest.mark.parametrize(
    "text", ["王芳", "早班 08:00-16:00", "Anna (2)", "3.5 h", "2026-11-09", "-1", "a/b+c=d!"]
)
def test_plain_names_stay(text: str) -> None:
    """No sign too many."""
    assert plain(text) == text


def test_lines_become_one() -> None:
    """A line break would begin a new paragraph."""
    assert plain(" a\n\n# b ") == "a \\# b"


def texts(app: AppTest) -> list[str]:
    """All that Streamlit reads as Markdown."""
    found = []
    for kind in _TOLD:
        for element in app.get(kind):
            found += [str(getattr(element, name, "") or "") for name in ("value", "label", "body", "delta")]
    for group in app.get("button_group"):
        found += [str(option.content) for option in group.proto.options]
    for table in app.table:
        found += [str(cell) for row in table.value.to_numpy() for cell in row]
    return found


@pytest.mark.parametrize("page", PAGES)
def test_names_are_shown_as_they_are(shop: Path, monkeypatch: pytest.MonkeyPatch, page: str) -> None:
    """The shop's, the agents', the queues' and the shifts' names."""
    settings = (shop / "shop.toml").read_text(encoding="utf-8")
    for name in ("小店", "售前", "售后"):
        settings = settings.replace(f'"{name}"', f"'{name}{HOSTILE}'")
    (shop / "shop.toml").write_text(settings, encoding="utf-8")
    people = (shop / "agents.csv").read_text(encoding="utf-8")
    for name in ("王芳", "李强", "张敏", "刘洋", "陈静", "杨帆"):
        people = people.replace(name, name + HOSTILE)
    (shop / "agents.csv").write_text(people, encoding="utf-8")
    app = opened(shop, monkeypatch, page=page)
    if page == "roster":
        draft = app.session_state["draft"]
        kept = draft.desk.plan.roster
        cell = (kept["agent_id"].iloc[0], kept["date"].iloc[0])
        app.session_state["draft"] = draft.with_change(cell, None)
        app.run()
    read = "\n".join(texts(app))
    assert plain(HOSTILE) in read
    for part in (HOSTILE, *HOSTILE.split(" ")):
        assert part not in read


@pytest.mark.browser
def test_a_name_in_a_browser(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is read on the screen is the name, letter by letter."""
    name = f"小店 :red :8ball: :+1: :material/home: www.k.cn a->b https://k.cn {HOSTILE}"
    settings = (shop / "shop.toml").read_text(encoding="utf-8")
    (shop / "shop.toml").write_text(settings.replace('"小店"', f"'{name}'"), encoding="utf-8")
    with desk_page(shop, tmp_path_factory) as page:
        settle(page)
        shown = page.get_by_test_id("stSidebar").get_by_text("小店").first
        assert shown.inner_text().replace("\u2060", "") == name
        assert shown.locator("*").count() == 0
