from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from peakroster.exports.calendar_record import RECORD
from peakroster.exports.calendars import calendar_files, file_names
from peakroster.exports.dispatch import export
from peakroster.messages import Translator
from peakroster.shop.model import ShopFolder
from peakroster.tables.findings import InputError
from scheduler.domain.plan import Plan
from scheduler.domain.shop import Shop
from tests.peakroster.exports.conftest import SHANGHAI_FIRST_DAY, make_plan

pytestmark = pytest.mark.slow


def files(shop: Shop, plan: Plan, version: int = 1, language: str = "zh") -> dict[str, bytes]:
    return calendar_files(shop, plan, version=version, translate=Translator(language))


def test_lines_of_rfc_5545(shop: Shop, plan: Plan) -> None:
    """Every line ends with CRLF and has at most 75 octets; a fold never cuts a Chinese letter."""
    long_name = replace(shop.settings, name="暖阳家居旗舰店" * 12)
    for content in files(replace(shop, settings=long_name), plan).values():
        assert content.endswith(b"\r\n")
        assert content.count(b"\n") == content.count(b"\r\n")
        lines = content.split(b"\r\n")
        assert max(len(line) for line in lines) <= 75
        for line in lines:
            line.decode("utf-8")


def test_one_event_for_a_night(shop: Shop, plan: Plan) -> None:
    """A night shift is one event across midnight, confirmed, with what RFC 5545 demands."""
    events = Calendar.from_ical(files(shop, plan)["007-王芳.ics"]).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["早班", "夜班"]
    night = events[1]
    assert night["DTSTART"].dt == datetime.fromisoformat("2026-11-11T22:00+08:00")
    assert night["DTEND"].dt == datetime.fromisoformat("2026-11-12T06:00+08:00")
    assert night["DTSTAMP"].dt == datetime(2026, 11, 9, tzinfo=UTC)
    assert night["STATUS"] == "CONFIRMED"
    assert "用餐 12:00–12:30" in events[0]["DESCRIPTION"]


def test_uids_are_stable(tmp_path: Path, shop: Shop, plan: Plan) -> None:
    """An event keeps its UID when its shift changes or the plan starts on another day; SEQUENCE grows.

    Other people, other dates and shops that began under another name have other UIDs.
    """

    def uids(contents: dict[str, bytes], name: str = "007-王芳.ics") -> list[tuple[str, int]]:
        events = Calendar.from_ical(contents[name]).walk("VEVENT")
        return [(str(event["UID"]), int(event["SEQUENCE"])) for event in events]

    first = uids(files(shop, plan))
    changed = make_plan(tmp_path, SHANGHAI_FIRST_DAY, [("007", 0, "夜班"), ("A9", 0, "夜班")], days=1)
    second = files(shop, changed, version=3)
    assert uids(second) == [(first[0][0], 2)]
    other_shop = replace(shop, settings=replace(shop.settings, name="别家"))
    everyone = {*first, *uids(second, "A9-~3dZhao.ics"), *uids(files(other_shop, plan))}
    assert len({uid for uid, _ in everyone}) == 2 + 1 + 2


def test_a_second_pass_is_said_in_utc(berlin_shop: Shop, berlin_plan: Plan) -> None:
    """A shift that ends within the repeated hour ends in its second pass, which no TZID can say."""
    assert berlin_plan.roster is not None
    roster = berlin_plan.roster.copy()
    roster.loc[0, "end"] = pd.Timestamp("2026-10-25T02:30")
    content = files(berlin_shop, replace(berlin_plan, roster=roster))["007-王芳.ics"].decode()
    assert "DTSTART;TZID=Europe/Berlin:20261024T220000\r\n" in content
    assert "DTEND:20261025T013000Z\r\n" in content


def test_every_person_has_a_calendar(shop: Shop, plan: Plan) -> None:
    """Also who works no shift, so that a subscription does not break; the zone keeps it valid."""
    paths = export(shop, plan, "ics")
    assert [path.name for path in paths] == ["007-王芳.ics", "客服~2f01-李~2c强.ics", "A9-~3dZhao.ics"]
    empty = Calendar.from_ical(paths[2].read_bytes())
    assert [component.name for component in empty.subcomponents] == ["VTIMEZONE"]


def test_special_letters_are_escaped(shop: Shop, plan: Plan) -> None:
    """A comma in a name does not break the calendar's title."""
    content = files(shop, plan)["客服~2f01-李~2c强.ics"].decode()
    assert "X-WR-CALNAME:李\\,强的排班（暖阳家居）\r\n" in content


def test_language_of_the_description(shop: Shop, plan: Plan) -> None:
    """English where English is asked for."""
    event = Calendar.from_ical(files(shop, plan, language="en")["007-王芳.ics"]).walk("VEVENT")[0]
    assert str(event["DESCRIPTION"]).split("\n") == [
        "Meal 12:00–12:30",
        "Break 09:30–10:00",
        "Break 14:30–15:00",
        "Serving 售前, 售后",
        "8.00 paid hours",
    ]


@pytest.mark.parametrize(
    "agent_id", ["../../etc/passwd", "C:\\x", "a b", ".hidden", "x" * 400, "客" * 200, "NUL"]
)
def test_file_names_are_safe(agent_id: str) -> None:
    """Whatever the id, its file lies in the folder, on Windows too."""
    (name,) = file_names([agent_id])
    assert not set(name) & set('/\\:*?"<>|. ')
    assert len(name.encode()) <= 200
    assert name.casefold() not in ("nul", "con")


@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=8))
def test_file_names_differ(ids: list[str]) -> None:
    """No two ids share a file, even where capitals do not count, and the name does not depend on order."""
    names = file_names(ids)
    assert len({name.casefold() for name in names}) == len(ids)
    assert sorted(file_names(ids[::-1])) == sorted(names)


def said(shop: ShopFolder, plan: Plan, **more: Any) -> dict[str, tuple[str, int, datetime, datetime]]:
    """Export, then (UID, SEQUENCE, DTSTAMP, LAST-MODIFIED) of everybody's events by file and date."""
    found = {}
    for path in export(shop, plan, "ics", **more):
        for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT"):
            stamps = (event["DTSTAMP"].dt, event["LAST-MODIFIED"].dt)
            key = f"{path.stem} {event['DTSTART'].dt:%m-%d}"
            found[key] = (str(event["UID"]), int(event["SEQUENCE"]), *stamps)
    return found


def test_what_an_event_says_makes_it_newer(tmp_path: Path, shop: ShopFolder, plan: Plan) -> None:
    """A moved shift has a higher SEQUENCE and a later DTSTAMP and LAST-MODIFIED, whatever the target folder;
    what was not moved stays as it was, and a shift that moves back is newer still."""
    midnight = datetime(2026, 11, 9, tzinfo=UTC)
    first = said(shop, plan)
    assert {key: entry[1:] for key, entry in first.items()} == dict.fromkeys(first, (0, midnight, midnight))
    assert said(shop, plan, target=tmp_path / "again") == first
    assert plan.roster is not None
    roster = plan.roster.copy()
    roster.loc[0, ["start", "end"]] += pd.Timedelta(hours=2)
    moved = said(shop, replace(plan, roster=roster), target=tmp_path / "elsewhere")
    later = datetime(2026, 11, 9, 0, 1, tzinfo=UTC)
    assert moved == first | {"007-王芳 11-09": (first["007-王芳 11-09"][0], 1, later, later)}
    assert said(shop, replace(plan, roster=roster)) == moved
    assert said(shop, plan)["007-王芳 11-09"][1] == 2
    in_english = said(shop, plan, language="en")
    assert {entry[1] for entry in in_english.values()} == {1, 3}


def test_uids_survive_a_renaming_of_the_shop(shop: ShopFolder, plan: Plan) -> None:
    """And of a person; another shop's calendars are others."""
    first = said(shop, plan)
    renamed = replace(
        shop,
        settings=replace(shop.settings, name="新店名"),
        agents=tuple(replace(agent, name=f"{agent.name}儿") for agent in shop.agents),
    )
    second = said(renamed, plan)
    assert [entry[0] for entry in second.values()] == [entry[0] for entry in first.values()]
    assert "007-王芳儿 11-09" in second
    (shop.folder / RECORD).unlink()
    assert not {entry[0] for entry in said(renamed, plan).values()} & {entry[0] for entry in first.values()}


def test_a_plan_that_starts_earlier_or_later(tmp_path: Path, shop: ShopFolder, plan: Plan) -> None:
    """The stamp of a changed event never falls, and is that of the later plan where this begins later."""
    first = said(shop, plan)
    earlier = make_plan(tmp_path, date(2026, 11, 2), [("007", 7, "夜班")], days=14)
    again = said(shop, earlier)["007-王芳 11-09"]
    assert again[:3] == (first["007-王芳 11-09"][0], 1, datetime(2026, 11, 9, 0, 1, tzinfo=UTC))
    later = make_plan(tmp_path, date(2026, 11, 11), [("007", 0, "早班")], days=2)
    # the plan of two weeks had taken that shift back
    assert said(shop, later)["007-王芳 11-11"][1:3] == (2, datetime(2026, 11, 11, tzinfo=UTC))


@pytest.mark.parametrize(("language", "words"), [("en", "No shift (cancelled)"), ("zh", "班次已取消")])
def test_a_withdrawn_shift_is_cancelled(
    tmp_path: Path, shop: ShopFolder, plan: Plan, language: str, words: str
) -> None:
    """A shift that was said and is gone stays in the calendar as a cancelled event: the same UID and times, a
    higher SEQUENCE, the same bytes from export to export; given back, it is newer again. What was never said
    is not cancelled, and neither is what lies outside of the plan's days."""

    def events(of: Plan) -> dict[str, Event]:
        target = tmp_path / "out"
        made = export(shop, of, "ics", target=target, language=language)
        calendars = [Calendar.from_ical(path.read_bytes()) for path in made if path.name.startswith("007")]
        return {str(event["UID"]): event for event in calendars[0].walk("VEVENT")}

    before = events(plan)
    assert {str(event["STATUS"]) for event in before.values()} == {"CONFIRMED"}
    assert len(before) >= 2
    roster, activities = plan.roster, plan.activities
    assert roster is not None
    assert activities is not None
    mine = roster[roster["agent_id"] == "007"]
    gone = mine.iloc[0]
    less = replace(
        plan,
        roster=roster.drop(index=gone.name).reset_index(drop=True),
        activities=activities[
            (activities["agent_id"] != "007")
            | (activities["start"] < gone["start"])
            | (activities["start"] >= gone["end"])
        ].reset_index(drop=True),
    )
    after = events(less)
    assert after.keys() == before.keys()
    (uid,) = [uid for uid, event in after.items() if event["STATUS"] == "CANCELLED"]
    for name in ("DTSTART", "DTEND"):
        assert after[uid].decoded(name) == before[uid].decoded(name)
    assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
    assert after[uid].decoded("DTSTAMP") > before[uid].decoded("DTSTAMP")
    assert str(after[uid]["SUMMARY"]) == words
    assert {u: e.to_ical() for u, e in events(less).items()} == {u: e.to_ical() for u, e in after.items()}
    back = events(plan)
    assert back[uid]["STATUS"] == "CONFIRMED"
    assert back[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 2
    week_after = make_plan(tmp_path, date(2026, 11, 16), [("007", 0, "早班")], days=1)
    assert [str(event["STATUS"]) for event in events(week_after).values()] == ["CONFIRMED"]


def test_a_record_of_an_older_version(shop: ShopFolder, plan: Plan, tmp_path: Path) -> None:
    """It does not say when the shifts were: a withdrawn one is cancelled for its day."""
    export(shop, plan, "ics", target=tmp_path / "out")
    path = shop.folder / RECORD
    record = json.loads(path.read_bytes())
    record["events"] = {uid: entry[:4] for uid, entry in record["events"].items()}
    path.write_text(json.dumps(record), encoding="utf-8")
    other = make_plan(tmp_path, plan.first_day, [("007", 2, "早班")], days=3)
    made = export(shop, other, "ics", target=tmp_path / "out")
    (calendar,) = [Calendar.from_ical(one.read_bytes()) for one in made if one.name.startswith("007")]
    gone = [event for event in calendar.walk("VEVENT") if event["STATUS"] == "CANCELLED"]
    assert gone
    assert all(type(event.decoded("DTSTART")) is date for event in gone)


def test_a_version_that_is_given_is_the_least(shop: ShopFolder, plan: Plan) -> None:
    """``--version 5`` says 4, and what changes after it goes on from there."""
    assert {entry[1] for entry in said(shop, plan, version=5).values()} == {4}
    assert {entry[1] for entry in said(shop, plan, language="en").values()} == {5}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"shop": "x", "events": []}',
        b'{"shop": "x", "events": {"a": 1}}',
        b'{"shop": "x", "events": {"a": ["2026-13-01", "", 0, "2026-11-09T00:00:00+00:00"]}}',
        b'{"shop": "x", "events": {"a": ["2026-11-09", "", 1e999, "2026-11-09T00:00:00+00:00"]}}',
        b'{"shop": "x", "events": {"a": ["2026-11-09", "", 0, "2026-11-09T00:00:00"]}}',
    ],
)
def test_a_record_that_cannot_be_read(shop: ShopFolder, plan: Plan, content: bytes) -> None:
    """It is named, and neither it nor the calendars change."""
    (path, *_) = export(shop, plan, "ics")
    before = path.read_bytes()
    (shop.folder / RECORD).write_bytes(content)
    with pytest.raises(InputError) as error:
        export(shop, plan, "ics", version=9)
    (finding,) = error.value.findings
    assert (finding.code, finding.file) == ("calendar_record", "exports/calendars.json")
    assert path.read_bytes() == before
    assert (shop.folder / RECORD).read_bytes() == content


def test_the_record_forgets_old_events(tmp_path: Path, shop: ShopFolder, plan: Plan) -> None:
    """After more than a year nobody moves them."""
    export(shop, plan, "ics")
    before = len(json.loads((shop.folder / RECORD).read_bytes())["events"])
    export(shop, make_plan(tmp_path, date(2028, 1, 3), [("007", 0, "早班")], days=1), "ics")
    assert (before, len(json.loads((shop.folder / RECORD).read_bytes())["events"])) == (3, 1)


def test_the_long_break_of_a_split_shift_is_free_time(shop: ShopFolder, plan: Plan) -> None:
    """From two hours on it is no meal."""
    assert plan.activities is not None
    longer = plan.activities.copy()
    meal = longer["activity"] == "meal"
    longer.loc[meal, "end"] = longer.loc[meal, "start"] + pd.Timedelta(hours=2)
    content = files(shop, replace(plan, activities=longer))["007-王芳.ics"]
    said_of_it = str(Calendar.from_ical(content).walk("VEVENT")[0]["DESCRIPTION"])
    assert "空班 12:00–14:00" in said_of_it
    assert "用餐" not in said_of_it
