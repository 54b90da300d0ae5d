"""A search that runs while the forecast is adjusted: in a real Chromium, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from peakroster.desk.roster import open_desk
from peakroster.messages import LANGUAGES
from tests.peakroster.planned import DAY, write_planned_shop
from tests.ui.browser import desk_page, go, settle
from tests.ui.test_outdated_browser import open_roster, piece, press

pytestmark = pytest.mark.browser

ADJUSTMENTS = "start,end,queue,multiply,set,reason,who\n2026-12-15T18:00,2026-12-15T22:00,presale,1.2,,,\n"


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_planned_shop(tmp_path_factory.mktemp("browser") / "shop")
    (folder / "adjustments.csv").write_text(ADJUSTMENTS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def planned_page(planned: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with desk_page(planned, tmp_path_factory) as page:
        yield page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_during_an_adjustment(planned_page: Any, planned: Path, language: str) -> None:
    """The forecast is raised while the search runs: its result is refused, and the plan keeps the new one."""
    page = planned_page
    page.reload()
    translate = open_roster(page, language)
    press(page, translate("ui.solve"))
    go(page, translate("shell.page_demand"))
    percent = {"zh": "50", "en": "80"}[language]
    field = page.get_by_label(translate("demand.value_percent"))
    field.fill(percent)
    field.press("Enter")
    settle(page)
    press(page, translate("demand.count_it"))
    page.get_by_text(translate("ui.saved_anew")[:8]).wait_for()
    settle(page)
    raised = open_desk(planned, DAY).plan
    go(page, translate("shell.page_roster"))
    page.get_by_text(piece(translate("ui.superseded", files="|"))).wait_for()
    settle(page)
    assert "adjustments.csv" in page.get_by_test_id("stAlert").first.inner_text()
    assert page.get_by_text(piece(translate("ui.unsaved", count="|"))).count() == 0
    after = open_desk(planned, DAY)
    assert after.plan.forecast is not None
    assert raised.forecast is not None
    assert after.plan.forecast.equals(raised.forecast)
    assert after.shop.adjustments[-1].multiply == 1 + int(percent) / 100
