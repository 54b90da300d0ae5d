"""Anomalies of the history are proposed, with the row that settles each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.forecast.history_anomalies import anomaly_findings
from peakroster.shop.folder import read_shop
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import FILES, history, run, write_small_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The small shop with ten weeks of four times its history, large enough to tell what is odd."""
    folder = write_small_shop(tmp_path / "shop")
    (folder / "history.csv").write_text(history(days=70, scale=4), encoding="utf-8")
    return read_shop(folder)


def changed(shop: Shop, start: str, end: str, factor: float) -> Shop:
    rows = shop.history["timestamp"].between(start, end) & (shop.history["queue"] == "presale")
    counts = (shop.history["inquiries"] * factor).round().astype("int64")
    return replace(shop, history=shop.history.assign(inquiries=shop.history["inquiries"].mask(rows, counts)))


ODD = {
    "unusual_zeros": ("2026-11-04T09:00", "2026-11-04T18:00", 0),
    "unusual_drop": ("2026-11-04T09:00", "2026-11-04T18:00", 0.15),
    "unusual_spike": ("2026-11-04T14:00", "2026-11-04T14:00", 6),
    "unusual_surge": ("2026-11-04T09:00", "2026-11-04T18:00", 2.5),
}


@pytest.mark.parametrize("code", ODD)
def test_a_stretch_is_proposed_until_it_is_settled(shop: Shop, code: str, tmp_path: Path) -> None:
    """The remedy holds the row of exclude.csv; with that row in place nothing is proposed any more."""
    assert anomaly_findings(shop) == []
    odd = changed(shop, *ODD[code])
    (finding,) = anomaly_findings(odd)
    assert (finding.severity, finding.code, finding.file, finding.value) == (
        "warning",
        code,
        "history.csv",
        "presale",
    )
    row = finding.details["exclude"]
    for language in LANGUAGES:
        words = finding.as_json(Translator(language))
        assert row in words["remedy"]
        assert "{" not in words["message"] + words["remedy"]
    (shop.folder / "exclude.csv").write_text(f"start,end,queue,reason\n{row}\n", encoding="utf-8")
    assert anomaly_findings(replace(odd, exclusions=read_shop(shop.folder).exclusions)) == []


def test_a_surge_may_be_entered_as_an_event(shop: Shop) -> None:
    """The remedy also holds the row of events.csv, which explains the surge."""
    odd = changed(shop, *ODD["unusual_surge"])
    (finding,) = anomaly_findings(odd)
    header, *rows = FILES["events.csv"].splitlines()
    text = "\n".join([header, *rows, finding.details["event"]]) + "\n"
    (shop.folder / "events.csv").write_text(text, encoding="utf-8")
    assert anomaly_findings(replace(odd, events=read_shop(shop.folder).events)) == []


def test_check_and_forecast_tell_it(shop: Shop) -> None:
    """``check`` lists it with its remedy; the forecast says that there is something."""
    path = shop.folder / "history.csv"
    text = path.read_text(encoding="utf-8").replace("2026-11-04T14:00,presale,", "2026-11-04T14:00,presale,9")
    path.write_text(text, encoding="utf-8")
    assert [warning["code"] for warning in run("check", shop.folder, "--json").json["warnings"]] == [
        "unusual_spike"
    ]
    assert "2026-11-04T14:00,2026-11-04T15:00,presale," in run("check", shop.folder, "--lang", "zh").out
    stage = make_forecast(read_shop(shop.folder), date(2026, 11, 30), 1, seed=1)
    told = [(queue, note.numbers) for queue, note in stage.notes if note.code == "unusual_history"]
    assert told == [("presale", {"stretches": 1, "first": "2026-11-04T14:00"})]
