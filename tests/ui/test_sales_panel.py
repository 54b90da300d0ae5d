"""Sales that nobody entered, on the overview and on the demand page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from peakroster.desk import sales
from peakroster.desk.roster import open_desk
from peakroster.planning.forecast.sale_proposals import SaleProposal
from tests.ui.conftest import FIRST_DAY
from tests.ui.test_app import opened, words

pytestmark = pytest.mark.slow

DAY = date.today() + timedelta(days=5)


def proposal(kind: str, times: float | None, day: date = DAY, coming: bool = True) -> SaleProposal:
    start = datetime.combine(day, datetime.min.time())
    return SaleProposal(f"{kind}-{day.year}", kind, start, start + timedelta(days=1), times, coming, day)


def test_the_overview_tells_a_sale_that_nobody_entered(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the step: entering it where its size is known, else the page where it is said."""
    found = (proposal("double11", 6.2), proposal("double12", None))
    monkeypatch.setattr("peakroster.desk.sales.missing_sales", lambda *_: found)
    app = opened(shop, monkeypatch, "zh")
    assert not app.exception
    assert "双十一，但没有登记大促" in words(app)
    assert "双十二，但没有登记大促" in words(app)
    assert "sale_enter-" + found[0].name in [button.key for button in app.button]


def test_the_demand_page_confirms_them(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those ticked, and a size that somebody gives, in one step."""
    past = proposal("double11", 6.2, date(2025, 11, 11), coming=False)
    found = (past, proposal("double12", None))
    monkeypatch.setattr("peakroster.desk.sales.proposed_sales", lambda *_: found)
    entered: list[object] = []

    def edit(desk: object, change: object) -> object:
        entered.extend(change.added)  # type: ignore[attr-defined]
        return desk

    monkeypatch.setattr("peakroster.desk.sales.edit_events", edit)
    app = opened(shop, monkeypatch, "zh", "demand")
    app.session_state["chosen-forecast_panel"] = "tables"
    app.session_state["forecast_panel-zh"] = "tables"
    app.run()
    assert "像一次大促（平日的 6.2 倍）：记为双十一" in app.checkbox[0].label
    app.number_input[0].set_value(2.5).run()
    app.button(key="sales_enter-demand").click().run()
    assert not app.exception
    assert [row["event"] for row in entered] == [one.name for one in found]  # type: ignore[index]
    assert entered[1]["uplift"] == "2.5"  # type: ignore[index]


def test_a_coming_sale_takes_its_past_along(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it there would be nothing to learn from."""
    past, coming = proposal("double11", 6.2, date(2025, 11, 11), coming=False), proposal("double11", 6.2)
    monkeypatch.setattr("peakroster.desk.sales.proposed_sales", lambda *_: (past, coming))
    assert sales.whole(open_desk(shop, FIRST_DAY), coming) == (past, coming)


def test_a_no_is_remembered_and_may_be_taken_back(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unticked and said to be none, a day is asked no more, until she wants it."""
    past = proposal("double11", 6.2, date(2025, 11, 11), coming=False)
    monkeypatch.setattr("peakroster.desk.sales.proposed_sales", lambda *_: (past,))
    app = opened(shop, monkeypatch, "zh", "demand")
    app.session_state["chosen-forecast_panel"] = "tables"
    app.session_state["forecast_panel-zh"] = "tables"
    app.run()
    app.checkbox[0].uncheck().run()
    app.button(key="sales_refuse-demand").click().run()
    assert not app.exception
    assert [box.label for box in app.checkbox if "大促" in box.label] == []
    assert len(sales.refused_sales(shop)) == 1
    app.button(key="sales_again-demand").click().run()
    assert "像一次大促" in app.checkbox[0].label
