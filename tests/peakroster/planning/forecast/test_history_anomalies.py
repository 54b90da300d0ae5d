"""Anomalies of the history are proposed, with the row that settles each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from peakroster.messages import LANGUAGES, Translator
from peakroster.planning.forecast.forecasting import make_forecast
from peakroster.planning.forecast.history_anomalies import anomaly_findings, event_findings
from peakroster.resources import data_folder
from peakroster.shop.folder import read_shop
from scheduler.domain.shop import Shop
from tests.peakroster.cli.small_shop import FILES, history, run, write_small_shop

EVENTS = "".join(FILES["events.csv"].splitlines(keepends=True)[:2])
"""Those that the longer history has."""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """The small shop with ten weeks of four times its history, large enough to tell what is odd."""
    folder = write_small_shop(tmp_path / "shop")
    (folder / "history.csv").write_text(history(days=70, scale=4), encoding="utf-8")
    (folder / "events.csv").write_text(EVENTS, encoding="utf-8")
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


def test_one_surge_of_all_queues_is_one_line(shop: Shop) -> None:
    """Its event is one of all queues, its exclusion too; either settles it for all of them."""
    rows = shop.history["timestamp"].between("2026-11-04T10:00", "2026-11-04T18:00")
    counts = shop.history["inquiries"].mask(rows, shop.history["inquiries"] * 3)
    odd = replace(shop, history=shop.history.assign(inquiries=counts))
    (finding,) = anomaly_findings(odd)
    assert (finding.code, finding.value) == ("unusual_surge", "presale; aftersale")
    assert finding.details["exclude"].endswith(",,")
    assert finding.details["actual"] == f"{counts[rows].sum()}"
    (shop.folder / "exclude.csv").write_text(
        f"start,end,queue,reason\n{finding.details['exclude']}\n", "utf-8"
    )
    assert anomaly_findings(replace(odd, exclusions=read_shop(shop.folder).exclusions)) == []
    (shop.folder / "exclude.csv").unlink()
    header, *rest = EVENTS.splitlines()
    text = "\n".join([header, *rest, finding.details["event"]]) + "\n"
    (shop.folder / "events.csv").write_text(text, encoding="utf-8")
    assert anomaly_findings(replace(odd, events=read_shop(shop.folder).events)) == []


def with_event(shop: Shop, row: str) -> Shop:
    (shop.folder / "events.csv").write_text(EVENTS + row + "\n", encoding="utf-8")
    return replace(shop, events=read_shop(shop.folder).events)


@pytest.mark.parametrize("queues", ["", "presale", "aftersale"])
def test_a_past_event_that_brought_nothing(shop: Shop, queues: str) -> None:
    """A sale entered on the wrong day teaches that sales bring nothing; whichever queues it names."""
    assert event_findings(shop) == []
    (finding,) = event_findings(with_event(shop, f"sale,sale,2026-11-03,2026-11-04,{queues},,"))
    assert (finding.code, finding.row, finding.column, finding.value) == (
        "event_without_effect",
        3,
        "event",
        "sale",
    )
    for language in LANGUAGES:
        assert "{" not in finding.as_json(Translator(language))["message"]


def test_an_event_that_one_queue_felt_is_none_of_them(shop: Shop) -> None:
    """A sale that only presale noticed brought something; one to come, or one of few hours, says nothing."""
    odd = changed(shop, "2026-11-03T10:00", "2026-11-03T20:00", 1.8)
    assert event_findings(with_event(odd, "sale,sale,2026-11-03T10:00,2026-11-03T20:00,,,")) == []
    assert event_findings(with_event(shop, "sale,sale,2027-11-03,2027-11-04,,,")) == []
    assert event_findings(with_event(shop, "sale,sale,2026-11-03T03:00,2026-11-03T05:00,,,")) == []


@pytest.mark.parametrize(("uplift", "told"), [("15", True), ("6", True), ("4", False), ("1.8", False)])
def test_an_uplift_beyond_all_that_was_seen(shop: Shop, uplift: str, told: bool) -> None:
    """The flash sale brought 1.6 times the usual: fifteen is 1.5 without its point."""
    found = event_findings(with_event(shop, f"sale,sale,2027-11-03,2027-11-04,,,{uplift}"))
    assert [finding.code for finding in found] == (["uplift_unseen"] if told else [])
    assert not found or float(found[0].details["most"]) == pytest.approx(1.6, abs=0.15)


def test_check_tells_events(shop: Shop) -> None:
    """``check`` lists them with the others."""
    with_event(shop, "sale,sale,2026-11-03,2026-11-04,,,")
    told = run("check", shop.folder, "--json", "--lang", "en").json["warnings"]
    assert [warning["code"] for warning in told] == ["event_without_effect"]


def test_the_sample_s_618_beside_the_dragon_boat_festival() -> None:
    """The sale of 2026 ends the day before the festival: forgotten in events.csv, it is told in one line."""
    sample = read_shop(data_folder() / "sample")
    assert anomaly_findings(sample) == event_findings(sample) == []
    kept = tuple(event for event in sample.events if event.name != "618-2026")
    (finding,) = anomaly_findings(replace(sample, events=kept))
    assert (finding.code, finding.value) == ("unusual_surge", "presale; aftersale")
    assert finding.details["start"] == "2026-06-17T20:00"
