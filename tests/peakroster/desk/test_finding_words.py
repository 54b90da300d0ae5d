"""Findings on the desk: whom they are about, where they are mended, and no command in large print."""

from __future__ import annotations

from pathlib import Path

import pytest

from peakroster.desk.finding_words import finding_words, home_of
from peakroster.messages import Translator
from peakroster.tables.findings import Finding


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "agents.csv").write_text("agent_id,name,skills\n1003,王芳,presale\n", encoding="utf-8")
    (tmp_path / "requests.csv").write_text("agent_id,date,kind\n1003,2026-11-09,annual\n", encoding="utf-8")
    (tmp_path / "events.csv").write_text(
        "event,kind,start,end\nspring-2026,spring,2026-03-01,2026-03-02\n", encoding="utf-8"
    )
    return tmp_path


def test_a_person_is_named_and_the_row_is_small_print(folder: Path) -> None:
    """Of a row about somebody: who and what it says; the file and its row stand apart."""
    zh = Translator("zh")
    finding = Finding(
        "error", "unknown_queue", "requests.csv", 2, "kind", "x", {"token": "x", "known": "presale"}
    )
    (one,) = finding_words([finding], folder, zh)
    assert one.about == "请假和意愿：1003 王芳 · 2026-11-09 · annual"
    assert one.small == "requests.csv 第 2 行，kind"
    assert one.home is not None
    assert one.home.page == "people"


def test_what_somebody_has_no_row_for_is_told_by_the_person(folder: Path) -> None:
    """A missing id names its person, what to click, and the line of the file only in small print."""
    for language, page in (("zh", "发布・推送"), ("en", "Publish · Send")):
        details = {"name": "王芳", "platform": "dingtalk"}
        finding = Finding("error", "unmapped_agent", "mapping.csv", None, "local_id", "1003", details)
        (one,) = finding_words([finding], folder, Translator(language))
        assert "1003 王芳" in one.about
        assert page in one.remedy
        assert "mapping.csv" not in one.remedy
        assert "mapping.csv" in one.command
        assert one.home is not None
        assert one.home.label(Translator(language)) == page


def test_a_remedy_at_a_terminal_becomes_a_page(folder: Path) -> None:
    """Where nothing else is said, the page that mends it is."""
    finding = Finding("error", "wrong_kind_of_file", "history.doc", value=".doc")
    (one,) = finding_words([finding], folder, Translator("zh"))
    assert one.remedy == "请到“导入”改正。"
    assert "peakroster import" in one.command


def test_without_a_page_or_a_folder_the_finding_stays_as_it_is(tmp_path: Path) -> None:
    """A setting that no page changes keeps its remedy; a row of a file that is gone has no words."""
    assert home_of(Finding("error", "x", "shop.toml", None, "queues")) is None
    finding = Finding(
        "error", "unknown_queue", "locks.csv", 9, "queue", "x", {"token": "x", "known": "presale"}
    )
    for folder in (None, tmp_path):
        (one,) = finding_words([finding], folder, Translator("en"))
        assert one.about.casefold() == Translator("en")("overview.file_locks").casefold()
