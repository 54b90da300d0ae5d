"""A queue without history is planned from profile.csv; without either, the finding says what to write."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from peakroster.explanations.forecast_hour import explain_hour, fit_for_plan
from peakroster.messages import Translator
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.shop.folder import read_shop
from peakroster.tables.findings import InputError
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import BY_HOUR, write_small_shop

MONDAY = date(2026, 11, 9)
PROFILE = "queue,weekday,hour,inquiries\n" + "".join(
    f"aftersale,,{hour},{count / 2}\naftersale,sat;sun,{hour},{count}\n" for hour, count in enumerate(BY_HOUR)
)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The small shop, whose aftersale is new: no history, but a profile."""
    folder = write_small_shop(tmp_path / "shop")
    history = (folder / "history.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in history if "aftersale" not in line)
    (folder / "history.csv").write_text(kept, encoding="utf-8")
    (folder / "profile.csv").write_text(PROFILE, encoding="utf-8")
    return read_shop(folder)


def test_a_new_queue_is_planned_beside_the_others(shop: Shop) -> None:
    """Its hours are those of the profile, its intervals wide; the other queue is forecast as ever."""
    stage = make_forecast(shop, MONDAY, 7, 1)
    rows = stage.table[stage.table["queue"] == "aftersale"].set_index("timestamp")
    week = rows["mean"].to_numpy()[: 7 * 24].reshape(7, 24)
    assert week[:5] == pytest.approx(np.tile(np.array(BY_HOUR) / 2, (5, 1)), abs=0.7)
    assert week[5:] == pytest.approx(np.tile(np.array(BY_HOUR), (2, 1)), abs=1.0)
    evening = rows.loc["2026-11-10T20:00"]
    assert evening["p90"] - evening["p10"] > 0.6 * evening["mean"]
    assert {note.code for queue, note in stage.notes if queue == "aftersale"} == {"given_profile"}
    without = replace(shop, settings=replace(shop.settings, queues=shop.settings.queues[:1]), profiles={})
    alone = make_forecast(without, MONDAY, 7, 1).table
    assert alone["mean"].tolist() == stage.table.loc[stage.table["queue"] == "presale", "mean"].tolist()


def test_without_a_profile_the_finding_names_the_remedy(shop: Shop) -> None:
    """Nothing is known of the queue: profile.csv is what helps."""
    with pytest.raises(InputError) as error:
        make_forecast(replace(shop, profiles={}), MONDAY, 7, 1)
    (finding,) = error.value.findings
    assert (finding.code, finding.value) == ("history_too_short", "aftersale")
    for language in ("en", "zh"):
        assert "profile.csv" in finding.remedy(Translator(language))


def test_a_shop_without_any_history(shop: Shop) -> None:
    """Before it opens: a profile of each queue is enough."""
    week = np.full((7, 24), 12.0)
    new = replace(shop, history=shop.history.iloc[:0], profiles={"presale": week, "aftersale": week / 2})
    stage = make_forecast(new, MONDAY, 2, 1)
    assert stage.table.groupby("queue")["mean"].first().to_dict() == pytest.approx(
        {"presale": 12, "aftersale": 6}, rel=0.1
    )


def test_on_the_day_what_came_moves_the_profile(shop: Shop) -> None:
    """Nobody knows how many will come; by noon of the second day twice as many did."""
    rows = shop.history.iloc[: 24 + 12].assign(
        timestamp=np.arange("2026-11-09T00", "2026-11-10T12", dtype="datetime64[h]").astype("datetime64[us]"),
        queue="aftersale",
        inquiries=[*BY_HOUR, *BY_HOUR[:12]],
    )
    both = pd.concat([shop.history, rows], ignore_index=True).astype({"queue": "str"})
    known = replace(shop, history=both)
    before = make_forecast(shop, MONDAY, 3, 1).table
    after = make_forecast(known, MONDAY, 3, 1, as_of=datetime(2026, 11, 10, 12)).table
    rest = (before["queue"] == "aftersale") & (before["timestamp"] >= "2026-11-10T12:00")
    ratio = after.loc[rest, "mean"].sum() / before.loc[rest, "mean"].sum()
    assert 1.6 < ratio < 2.05


def test_its_numbers_can_be_taken_apart(shop: Shop) -> None:
    """As those of any other queue."""
    hour = explain_hour(fit_for_plan(shop, "aftersale", MONDAY, 2), datetime(2026, 11, 9, 20))
    assert hour.mean == pytest.approx(BY_HOUR[20] / 2, rel=0.1)
    assert hour.steps[0].code == "level"
