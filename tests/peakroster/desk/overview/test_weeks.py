"""The weeks ahead and the log since yesterday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from peakroster.desk.overview.news import news, since_yesterday
from peakroster.desk.overview.weeks import Week, day_of_work, weeks_ahead
from peakroster.desk.overview.words import news_line, week_state
from peakroster.desk.roster import open_desk
from peakroster.desk.saving import save
from peakroster.desk.stored import shifts_of
from peakroster.messages import LANGUAGES, Translator
from peakroster.publishing.publish import publish, withdraw
from peakroster.shop.folder import read_shop
from peakroster.wording import who_words
from tests.ui.conftest import FIRST_DAY, search_in_process, shop, small_shop  # noqa: F401

MONDAY = date(2026, 11, 9)


def states(folder: Path) -> list[Week]:
    return weeks_ahead(read_shop(folder), FIRST_DAY)


def test_from_nothing_to_published_and_changed(shop: Path) -> None:  # noqa: F811
    """A draft, a publication, a change of it, and its withdrawal; the weeks after have no plan."""
    this, *others = states(shop)
    assert (this.monday, this.state, this.first_day) == (MONDAY, "draft", FIRST_DAY)
    assert [week.state for week in others] == ["unplanned", "unplanned"]
    assert others[0].monday == MONDAY + timedelta(weeks=1)
    publish(shop, FIRST_DAY)
    this = states(shop)[0]
    assert (this.state, this.number, this.changes) == ("published", 1, 0)
    rows = (shop / "plans" / str(FIRST_DAY) / "roster.csv").read_text(encoding="utf-8").splitlines()
    (shop / "plans" / str(FIRST_DAY) / "roster.csv").write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    assert states(shop)[0].changes == 1
    withdraw(shop, FIRST_DAY)
    assert states(shop)[0].state == "withdrawn"


@pytest.mark.parametrize("language", LANGUAGES)
def test_states_in_words(language: str) -> None:
    """Every state has words; what was changed since is counted."""
    translate = Translator(language)
    said = [
        week_state(Week(MONDAY, state, MONDAY, 3, 2), translate)
        for state in ("unplanned", "unrostered", "draft", "published", "withdrawn")
    ]
    assert len(set(said)) == 5
    assert "3" in said[3]
    assert "2" in said[3]


def test_the_day_of_work(shop: Path) -> None:  # noqa: F811
    """Today; the day after the history where that ended long ago."""
    read = read_shop(shop)
    assert day_of_work(read, datetime(2026, 11, 10, 9)) == date(2026, 11, 10)
    assert day_of_work(read, datetime(2027, 3, 1, 9)) == date(2026, 11, 2)


def test_since_yesterday(shop: Path) -> None:  # noqa: F811
    """What was done is told once a person and thing, the latest first, and nothing from before yesterday."""
    now = datetime.now(UTC)
    desk = open_desk(shop, FIRST_DAY)
    cell, shift = next(iter(shifts_of(desk.plan).items()))
    save(desk, desk.plan, {cell: shift})
    publish(shop, FIRST_DAY)
    found = news(shop, "Asia/Shanghai", since_yesterday(now))
    assert [one.kind for one in found][:2] == ["publish", "save"]
    assert found[0].first_day == FIRST_DAY
    assert news(shop, "Asia/Shanghai", now + timedelta(days=1)) == []
    for language in LANGUAGES:
        line = news_line(found[0], found[0].at.date(), Translator(language))
        assert f"{found[0].at:%H:%M}" in line
        assert who_words(found[0].who, Translator(language)) in line
        assert "11-10" in line


def test_a_shop_without_a_store_has_no_news(tmp_path: Path) -> None:
    assert news(tmp_path, "Asia/Shanghai", datetime.now(UTC)) == []
